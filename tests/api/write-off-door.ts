import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { CODES, type ErrorCode } from '../../src/errors.ts'
import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { Agreement } from '../../src/partners/partner.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { clear, newSigner } from '../exchange/node.ts'
import type { DATABASES } from '../harness/databases.ts'
import { issue, openDesk, type Desk } from '../ledger/desk.ts'
import { agency, CLEARANCE, requestOf } from '../ledger/write-off-desk.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { expectDescribed } from './described.ts'
import { ask, kz, mn, openPartnerDoor, type Ask, type Door, type Reply } from './harness.ts'
import { JSON_HEADERS } from './questions.ts'

/** The partner door with the real ledger behind it, which knows one certificate of Laos. */

export const WRITE_OFFS = '/v1/write-offs'
/** Of a write-off that is not there. */
export const NOWHERE = `${WRITE_OFFS}/0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70`
export const REASON = { code: 'not-imported', text: 'The declaration was withdrawn.' }
/** What the log says when twelve tonnes of line 1 are set aside, and nothing else. */
export const RESERVED = [{ total: '25150', reserved: '12000', used: '0' }]

const BANK = agency('cn-bank', { shows: [], writesOff: ['quantity'] })

export interface WriteOffDoor {
  readonly database: Database
  readonly desk: Desk
  readonly door: Door
  readonly trust: BundleTrust
  /** Changes the agreement of the agency that connects as kz; the one that connects as mn is a bank. */
  agree(change: Partial<Agreement>): void
  /** Every reply has to be one of the API description. */
  post(path: string, body: unknown, options?: Ask): Promise<Reply>
  get(path: string, options?: Ask): Promise<Reply>
  /** Twelve tonnes under the reference A-1. @returns the address */
  reserve(change?: Partial<WriteOffRequest>): Promise<string>
  /** Number of records in the log. */
  leaves(): Promise<number>
  expectSound(): Promise<void>
}

/** Opened anew for each test of the suite that calls this. */
export function writeOffDoor(kind: (typeof DATABASES)[number]): WriteOffDoor {
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let desk: Desk | undefined
  let door: Door | undefined
  let clearance = CLEARANCE
  let signingKey: Awaited<ReturnType<typeof testSigner>>['signing'] | undefined

  beforeAll(async () => {
    signingKey = (await testSigner('ec-p256')).signing
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    const { database, folder } = opened
    await clear(database)
    clearance = CLEARANCE
    const clock = (): Date => new Date('2026-11-22T08:00:00.000Z')
    desk = await openDesk({ database, signer, signingKey: there(signingKey), folder, clock })
    await issue(desk)
    door = await openPartnerDoor({
      ledger: desk.service,
      findPartner: (spki) => (spki === kz.spkiSha256 ? clearance : spki === mn.spkiSha256 ? BANK : undefined),
    })
  })
  afterEach(() => door?.app.close())
  afterAll(() => opened?.remove())

  const post: WriteOffDoor['post'] = async (path, body, options = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const reply = await ask(there(door).port, path, { body: text, headers: JSON_HEADERS, ...options })
    expectDescribed(pathOf(path), 'POST', reply)
    return reply
  }
  return {
    get database() {
      return there(opened).database
    },
    get desk() {
      return there(desk)
    },
    get door() {
      return there(door)
    },
    get trust() {
      return { gatewayKeyIds: [there(signingKey).keyId], vkeys: [signer.vkey] }
    },
    agree(change) {
      clearance = { ...CLEARANCE, agreement: { ...CLEARANCE.agreement, ...change } }
    },
    post,
    async get(path, options = {}) {
      const reply = await ask(there(door).port, path, options)
      expectDescribed(pathOf(path), 'GET', reply)
      return reply
    },
    async reserve(change) {
      const reply = await post(WRITE_OFFS, requestOf('A-1', change))
      expect(reply.status).toBe(201)
      return String(reply.headers.location)
    },
    leaves: async () => (await there(opened).database.query('select index from leaf')).length,
    expectSound: async () => expect((await there(desk).node.log.fsck(() => undefined)).problems).toEqual([]),
  }
}

/** Told and forgotten: no receipt, because no record. */
export function expectForgotten(reply: Reply, code: ErrorCode, path?: string): void {
  expect([reply.status, bodyOf(reply)['code']]).toEqual([CODES[code].http, code])
  if (path !== undefined) expect(reply.json).toMatchObject({ place: { path } })
  expect(reply.json).not.toHaveProperty('receipt')
}

export function bodyOf(reply: Reply): JsonObject {
  const body: JsonObject = JSON.parse(reply.text)
  return body
}

/** As the API description has it. */
function pathOf(address: string): string {
  return address.replace(/[0-9a-f-]{36}/, '{writeOff}').replace(/\?.*/, '')
}

function there<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not opened')
  return value
}
