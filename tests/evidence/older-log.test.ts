import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import {
  appendLeaves,
  EMPTY_FRONTIER,
  encodeFrontier,
  leafHash,
  type Appended,
} from '../../src/evidence/merkle.ts'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import { encodeRecord, subjectOf } from '../../src/evidence/record.ts'
import type { Database } from '../../src/store/database.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { insertVerifications } from '../../src/store/ledger/verifications.ts'
import { createHead, growTiles, insertCheckpoint } from '../../src/store/log.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'
import { insertOutgoing } from '../../src/store/outgoing.ts'
import { insertPayloads } from '../../src/store/payloads.ts'
import { newSigner, startNode } from '../exchange/node.ts'
import { taking } from '../exchange/units.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { answering, verificationAt } from './ledger-units.ts'

/**
 * Leaves of a log from the time when every record was about an exchange, one of each kind. They and the root over them
 * were written by the program of then; nothing here may ever change.
 */
const FILE = join(import.meta.dirname, '../samples/records-about-exchanges.jsonl')
const ROOT = '9833b18797078d07f0056e8295cae4bd3dbfb94830bcb845ad281b33fb9d3437'
const LINES = readFileSync(FILE, 'utf8').split('\n').slice(0, -1)
const LEAVES = LINES.map((line) => new TextEncoder().encode(line))
const [FIRST, SECOND] = ['0199f3a1-0000-7000-8000-000000000001', '0199f3a1-0000-7000-8000-000000000002']
/** What they commit to, in this order, under a salt of zeros. */
const PAYLOADS = ['<message/>', '{"cargo":"Қант"}', '<sent/>', '{"losses":[]}', '<answer/>', '<broken']
const AT = new Date('2026-09-01T08:00:06.000Z')

describe('records from before there was a ledger', () => {
  test('are read, and written again to the same bytes', () => {
    const records = LEAVES.map(decodeRecord)
    expect(records.map(({ kind }) => kind)).toEqual([
      'accepted',
      'converted',
      'acknowledged',
      'parked',
      'rejected',
      'failed',
      'expired',
    ])
    expect(records.map((record) => Buffer.from(encodeRecord(record)).toString('utf8'))).toEqual(LINES)
    expect(new Set(records.map(subjectOf))).toEqual(new Set([FIRST, SECOND]))
  })

  test('hash to the root that was signed then', () => {
    expect(Buffer.from(grown().root).toString('hex')).toBe(ROOT)
  })
})

describe.each(DATABASES)('a log from before there was a ledger, on the %s database', (kind) => {
  let opened: OpenDatabase | undefined
  beforeAll(async () => {
    opened = await openDatabase(kind)
  })
  afterAll(() => opened?.remove())

  test('is intact after the migration, gives the receipts of then and goes on', async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    const files = await readMigrations()
    const ledger = files.findIndex(({ name }) => name.endsWith('_ledger.sql'))
    expect(ledger).toBeGreaterThan(0)
    await migrate(database, files.slice(0, ledger))
    const signer = newSigner()
    const note = signCheckpoint(signer, BigInt(LEAVES.length), grown().root)
    await fill(database, signer.origin, note)

    expect(await migrate(database)).toContain(files[ledger]?.name)
    const node = await startNode({ database, signer, folder })
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
    expect(await node.log.checkpoint()).toBe(note)
    const receipt = parseReceipt(await node.log.receipt(2n, 7n))
    expect([Buffer.from(receipt.record).toString('utf8'), receipt.checkpoint]).toEqual([LINES[2], note])

    await node.committer.commit(taking())
    const { signing } = await testSigner('ec-p256')
    await keepGatewayKey(database, signing)
    const answer = answering(signing.keyId)
    await node.committer.commit(answer)
    await insertVerifications(database, [verificationAt(9n, answer, signing)])
    const report = await node.log.fsck(() => undefined)
    expect([report.problems, report.records]).toEqual([[], 10n])
  })
})

function grown(): Appended {
  return appendLeaves(EMPTY_FRONTIER, LEAVES.map(leafHash))
}

const idOf = (payload: number): string => `0199f3a1-0000-7000-8000-0000000000a${payload}`

/** Rows as the program of then left them. */
async function fill(database: Database, origin: string, note: string): Promise<void> {
  const { root, frontier, tiles } = grown()
  const head = { size: frontier.size, root, note }
  await insertPayloads(
    database,
    PAYLOADS.map((text, at) => ({
      id: idOf(at),
      sha256: createHash('sha256').update(text).digest(),
      salt: new Uint8Array(32),
      mediaType: 'application/xml',
      bytes: Buffer.from(text),
    })),
  )
  await database.query(
    `insert into exchange (id, partner, connection, message_id, digest, format, state, error_code, error_path, payload_id,
       documents_payload_id, receipt_index, receipt_size, received_at)
     select id, 'kz-customs', $1, message_id, digest, format, state, error_code, error_path, payload_id, documents_payload_id,
       receipt_index, 7, $2
       from (values ($3::uuid, 'KZ/2026/117', $4::bytea, 'kz-awmds-r1', 'failed', 'COMPANION_EXPIRED', null, $5::uuid, $6::uuid, 0),
                    ($7::uuid, null, null, null, 'rejected', 'XML_MALFORMED', '/', $8::uuid, null, 4))
         as e (id, message_id, digest, format, state, error_code, error_path, payload_id, documents_payload_id, receipt_index)`,
    ['ab'.repeat(32), AT, FIRST, Buffer.alloc(32, 0xef), idOf(0), idOf(1), SECOND, idOf(5)],
  )
  const sent = [
    {
      id: idOf(9),
      exchangeId: FIRST,
      sources: [FIRST],
      partner: 'cn-eport',
      format: 'cn-mt1401-v1',
      messageId: 'M-1',
      payloadId: idOf(2),
      lossPayloadId: idOf(3),
      signature: {
        profile: 'xmldsig-enveloped',
        algorithm: 'http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256',
        keyId: 'ab'.repeat(32),
      },
    },
  ]
  await database.transaction((tx) => insertOutgoing(tx, sent))
  await database.query("update outgoing set state = 'refused'")
  await database.query(
    `insert into acknowledgement (id, outgoing_id, level, outcome, format, digest, payload_id, record_index, receipt_size, received_at)
     values ($1, $2, 'business', 'rejected', 'cn-mtres4-v1', $3, $4, 2, 7, $5)`,
    [idOf(8), idOf(9), Buffer.alloc(32, 0xef), idOf(4), new Date('2026-09-01T08:00:02.000Z')],
  )
  const payloadOf = [idOf(0), idOf(2), idOf(4), null, idOf(5), null, null]
  for (const [index, record] of LEAVES.entries())
    await database.query(
      'insert into leaf (index, exchange_id, payload_id, record, hash) values ($1, $2, $3, $4, $5)',
      [index, index === 4 ? SECOND : FIRST, payloadOf[index], Buffer.from(record), leafHash(record)],
    )
  await growTiles(database, tiles)
  await insertCheckpoint(database, { ...head, signedAt: AT })
  await createHead(database, { ...head, origin, frontier: encodeFrontier(frontier), lastAt: AT })
}
