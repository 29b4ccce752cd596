import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { DATABASES } from './databases.ts'
import { openGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'

/**
 * One gateway for all tests of a `describe`. Before each test the counterparts behave again; after each test no
 * fault may be in the log. Where there is no database the tests skip.
 */
export function useGateway(
  kind: (typeof DATABASES)[number],
  options: TestGatewayOptions = {},
): () => TestGateway {
  let open: TestGateway | undefined
  beforeAll(async () => {
    open = await openGateway(kind, options)
  })
  afterAll(() => open?.close())
  beforeEach(({ skip }) => {
    if (open === undefined) return skip('PostgreSQL is not reachable')
    open.kz.behave({})
    open.cn.behave({})
    open.mn.behave({})
    open.la.behave({})
  })
  afterEach(() => expect(open?.faults.splice(0) ?? []).toEqual([]))
  return () => {
    if (open === undefined) throw new Error('no gateway')
    return open
  }
}
