import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import type { TurnedAwayRecord } from '../../src/evidence/record.ts'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { leavesFrom } from '../../src/store/log.ts'
import { claims, sign } from './issuer.ts'
import { openPeopleGateway, type PeopleGateway } from './people-gateway.ts'

let open: PeopleGateway
beforeAll(async () => {
  open = await openPeopleGateway()
}, 240_000)
afterAll(() => open.close())

const come = async (token: string): Promise<number> => (await open.come('/v1/me', token)).status

/** In the order of the log. The gateway must be closed: an embedded database is one process's. */
async function recorded(): Promise<TurnedAwayRecord[]> {
  const database = await openEmbedded(join(open.site.config.dataFolder, 'database'))
  try {
    const leaves = await leavesFrom(database, 0n, 1000)
    return leaves
      .map(({ record }) => decodeRecord(record))
      .filter((record): record is TurnedAwayRecord => record.kind === 'turned-away')
  } finally {
    await database.close()
  }
}

test('who was turned away is evidence, once a minute for each code, with the number of those in between', async () => {
  const { key, issuer } = open
  expect(await come(await sign(key, claims(issuer.url)))).toBe(200)
  for (let each = 0; each < 5; each++) expect(await come(`no-token-${each}`)).toBe(401)
  const expired = { iat: 1_700_000_000, exp: 1_700_000_600 }
  for (let each = 0; each < 3; each++)
    expect(await come(await sign(key, claims(issuer.url, expired)))).toBe(401)
  open.ahead(61_000)
  expect(await come('no-token-5')).toBe(401)
  const gateway = open.gateway()
  // The record is made beside the answer.
  await expect
    .poll(async () => (await gateway.log.fsck(() => undefined)).records, { timeout: 10_000 })
    .toBe(3n)
  expect((await gateway.log.fsck(() => undefined)).problems).toEqual([])
  await gateway.close()
  const records = await recorded()
  expect(records.map(({ code, unrecorded }) => [code, unrecorded])).toEqual([
    ['AUTH_INVALID', '0'],
    ['AUTH_EXPIRED', '0'],
    ['AUTH_INVALID', '4'],
  ])
})
