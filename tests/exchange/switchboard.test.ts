import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createThreadedSwitchboard, type Switchboard } from '../../src/exchange/switchboard.ts'
import { makeSite, type Site } from '../harness/site.ts'

const TASKS = 60

describe('the switchboard with a thread', () => {
  let site: Site
  let board: Switchboard

  beforeAll(async () => {
    site = await makeSite({})
    const { schemasFolder: schemas, partnersFolder: partners, certificateFolder: certificates } = site.config
    board = await createThreadedSwitchboard({ schemas, partners, certificates }, 1)
  })
  afterAll(async () => {
    await board.close()
    await site.close()
  })

  test('serves in the order of asking, however many wait: nobody is overtaken', async () => {
    const served: number[] = []
    const asked = Array.from({ length: TASKS }, async (_, place) => {
      const bytes = Buffer.from(`<none place="${place}"/>`)
      const answer = await board.message({
        partner: 'kz-customs',
        bytes,
        receivedAt: new Date(),
        exchange: '019aa000-0000-7000-8000-000000000000',
      })
      served.push(place)
      return answer.kind
    })
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['refused']))
    expect(served).toEqual(Array.from({ length: TASKS }, (_, place) => place))
  })
})

test('a thread that cannot load its formats says why, and there is no switchboard', async () => {
  const site = await makeSite({})
  const { partnersFolder: partners, certificateFolder: certificates } = site.config
  const schemas = mkdtempSync(join(tmpdir(), 'khorgos-schemas-'))
  try {
    cpSync(resolve('schemas'), schemas, { recursive: true })
    const file = join(schemas, 'asycuda/awmds.mapping.yaml')
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nunheardOf: 1\n`)
    await expect(createThreadedSwitchboard({ schemas, partners, certificates }, 1)).rejects.toMatchObject({
      code: 'MAPPING_INVALID',
      message: expect.stringMatching(/awmds\.mapping\.yaml:\d+: `unheardOf` is no key/),
    })
  } finally {
    rmSync(schemas, { recursive: true })
    await site.close()
  }
})
