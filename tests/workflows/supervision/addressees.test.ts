import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPartners } from '../../../src/partners/load.ts'
import { addresseesOf } from '../../../src/workflows/supervision/addressees.ts'
import { makeSandboxKeys } from '../../../src/sandbox/keys.ts'

describe('whom cases send their papers', () => {
  const certificates = mkdtempSync(join(tmpdir(), 'khorgos-addressees-'))
  beforeAll(async () => void (await makeSandboxKeys(certificates, new Date())))
  afterAll(() => rmSync(certificates, { recursive: true, force: true }))
  const addressee = (crossing: string, document: string, about?: string) =>
    addresseesOf(loadPartners({ partners: 'partners', certificates, schemas: 'schemas' }))(
      crossing,
      document,
      about,
    )

  test.each([
    ['CNERC-MNZUU', 'load-checklist', undefined, 'mn-customs', 'cn-mtde02-r1'],
    ['CN151101', 'response', 'load-checklist', 'mn-customs', 'cn-mtrp02-r1'],
    ['CN151101', 'response', 'inspection-result', 'mn-customs', 'khorgos-control-response-r1'],
    ['CNJEM', 'load-checklist', undefined, 'kz-customs', 'kz-load-checklist-r1'],
    ['CNDLT', 'response', undefined, 'kz-customs', 'khorgos-control-response-r1'],
    ['CNDLT', 'response', 'inspection-result', 'kz-customs', 'khorgos-control-response-r1'],
  ])('at %s the %s about %s goes to %s as %s: the agreements say it', (crossing, document, about, to, as) => {
    expect(addressee(crossing, document, about)).toEqual({ to, as })
  })

  test.each([
    ['CNBKT', 'response'],
    ['CNJEM', 'inspection-result'],
  ])('is nobody at %s for a %s, and it says so', (crossing, document) => {
    expect(() => addressee(crossing, document)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        message: `No agreement says who is told of a ${document} about the crossing ${crossing}.`,
      }),
    )
  })
})
