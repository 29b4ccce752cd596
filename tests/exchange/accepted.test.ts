import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import { commit } from '../../src/evidence/commitment.ts'
import type { LogSigner } from '../../src/evidence/log-key.ts'
import { parseReceipt, verifyReceipt } from '../../src/evidence/receipt.ts'
import { assembleExchanges, type Exchanges } from '../../src/exchange/assemble.ts'
import type { Accepted } from '../../src/exchange/participant.ts'
import type { Outcome } from '../../src/exchange/service.ts'
import { createLocalSwitchboard } from '../../src/exchange/switchboard.ts'
import { loadSamples, newTrip, type Samples, type Trip } from '../../src/sandbox/samples.ts'
import type { Database } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { sourcesOf } from '../../src/store/views.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { clear, newSigner, startNode } from './node.ts'
import {
  createRegister,
  linesOf,
  openRegister,
  type Register,
  type Registered,
  type Registering,
} from './register.ts'
import { makeSandboxParts, type SandboxParts } from './sandbox-parts.ts'

const DAY_MS = 86_400_000

/** Exchanges whose accepted messages are entered in a register; nothing is ever delivered. */
describe.each(DATABASES)('accepted messages are handed to the participant, on the %s database', (kind) => {
  const signer: LogSigner = newSigner()
  let opened: OpenDatabase | undefined
  let sandbox: SandboxParts
  let samples: Samples
  let register: Register
  let exchanges: Exchanges
  let told: (readonly Accepted[])[] = []
  let faults: unknown[] = []
  let ahead = 0
  let trips = 0

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
    sandbox = await makeSandboxParts(new Date())
    samples = loadSamples(sandbox.parts.formats)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    await createRegister(opened.database)
    register = openRegister()
    told = []
    faults = []
    ahead = 0
    const { database, folder } = opened
    const node = await startNode<Registering, Registered>({
      database,
      signer,
      folder,
      clock,
      participant: register,
    })
    exchanges = assembleExchanges({
      ...node,
      database,
      logVerifierKey: signer.vkey,
      switchboard: createLocalSwitchboard(sandbox.parts),
      transport: {
        send: () => Promise.reject(new KhorgosError('PARTNER_UNREACHABLE', 'nobody is there')),
        close: () => Promise.resolve(),
      },
      parts: sandbox.parts,
      node: 'test',
      clock,
      entryOf: (accepted) => {
        told.push(accepted)
        return { name: accepted.map(({ format }) => format).join(' and ') }
      },
      onFault: (fault) => faults.push(fault),
    })
    exchanges.start()
  })
  afterEach(async () => {
    if (opened === undefined) return
    await exchanges.stop()
    expect(faults).toEqual([])
  })
  afterAll(async () => {
    sandbox.close()
    await opened?.remove()
  })

  const clock = (): Date => new Date(Date.now() + ahead)
  const database = (): Database => {
    if (opened === undefined) throw new Error('no database')
    return opened.database
  }
  const trip = (): Trip => newTrip('T0', new Date(Date.now() + (trips += 1) * 1000))
  const submit = (partner: string, message: string): Promise<Outcome> =>
    exchanges.service.submit({
      partner: sandbox.parts.partners.get(partner),
      connection: 'ab'.repeat(32),
      mediaType: 'application/xml',
      bytes: signEnveloped(message, sandbox.keyOf(partner)).bytes,
      receivedAt: clock(),
    })
  const until = async (ready: () => Promise<boolean>): Promise<void> => {
    for (const limit = Date.now() + 20_000; !(await ready()); await sleep(25))
      if (Date.now() > limit) throw new Error('it did not become so in time')
  }
  const stateOf = async ({ exchange }: Outcome): Promise<string | undefined> => {
    const [row] = await database().query<{ state: string }>('select state from exchange where id = $1', [
      exchange,
    ])
    return row?.state
  }
  /** The index in the log of an outcome's acceptance, which commits to the very documents that were handed over. */
  const acceptanceOf = async (outcome: Outcome, { documents, signature }: Accepted): Promise<bigint> => {
    const { record, index } = verifyReceipt(outcome.receipt, { vkeys: [signer.vkey] })
    if (record.kind !== 'accepted') throw new Error(record.kind)
    const [row] = await sourcesOf(database(), [outcome.exchange])
    const [kept] = await database().query<{ salt: Uint8Array }>('select salt from payload where id = $1', [
      row?.documents_payload_id,
    ])
    const sha256 = createHash('sha256').update(documents).digest()
    expect(commit(kept?.salt ?? new Uint8Array(), sha256)).toBe(record.documents)
    expect(signature).toEqual(record.signature)
    return index
  }

  test('one at a time, with the place of its acceptance', async () => {
    const outcome = await submit('kz-customs', samples.awmds(trip()))
    expect(told).toEqual([
      [
        {
          exchange: outcome.exchange,
          partner: sandbox.parts.partners.get('kz-customs'),
          messageId: outcome.messageId,
          format: 'kz-awmds-r1',
          signature: expect.objectContaining({ profile: expect.any(String), keyId: expect.any(String) }),
          documents: expect.any(Uint8Array),
          receivedAt: expect.any(Date),
        },
      ],
    ])
    const [accepted] = told[0] ?? []
    if (accepted === undefined) throw new Error('not told')
    expect(Object.keys(JSON.parse(Buffer.from(accepted.documents).toString('utf8')))).toContain(
      'cargo-report',
    )
    const first = await acceptanceOf(outcome, accepted)
    // Acceptance, conversion, then what the participant added.
    expect(await linesOf(database())).toMatchObject([{ name: 'kz-awmds-r1', first, index: first + 2n }])
  })

  test('once, however often it comes', async () => {
    const message = samples.awmds(trip())
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => submit('kz-customs', message)))
    expect(outcomes.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(await submit('kz-customs', message)).toMatchObject({ duplicate: true })
    expect(await linesOf(database())).toHaveLength(1)
    expect(register.judged).toHaveLength(1)
  })

  test('not when it is refused', async () => {
    const wrong = samples.awmds(trip()).replace(/(<Total_number_of_packages>)\d+/, '$199999')
    expect(await submit('kz-customs', wrong)).toMatchObject({ state: 'rejected' })
    expect(told).toEqual([])
  })

  test.each([
    ['the manifest first', ['mt2401', 'mt4402']],
    ['the vehicle first', ['mt4402', 'mt2401']],
  ] as const)('both halves of a pair at once, when the second has come: %s', async (_, [one, two]) => {
    const same = trip()
    const first = await submit('cn-eport', samples[one](same))
    expect([first.state, told]).toEqual(['waiting', []])
    const second = await submit('cn-eport', samples[two](same))
    const halves = [
      { half: first, format: `cn-${one}-v1` },
      { half: second, format: `cn-${two}-v1` },
    ].toSorted((a, b) => a.format.localeCompare(b.format)) // the manifest leads
    await until(async () => (await stateOf(first)) === 'accepted')
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject(
      halves.map(({ half, format }) => ({
        exchange: half.exchange,
        messageId: half.messageId,
        format,
        partner: { id: 'cn-eport' },
        acceptance: parseReceipt(half.receipt).index,
      })),
    )
    for (const [at, accepted] of (told[0] ?? []).entries()) {
      const { half } = halves[at] ?? {}
      if (half === undefined) throw new Error('told of a third')
      expect(accepted.acceptance).toBe(await acceptanceOf(half, accepted))
    }
    expect((await linesOf(database())).map(({ name }) => name)).toEqual(['cn-mt2401-v1 and cn-mt4402-v1'])
  })

  test('not when its companion never came', async () => {
    const lonely = await submit('cn-eport', samples.mt2401(trip()))
    ahead = DAY_MS
    await until(async () => (await stateOf(lonely)) === 'expired')
    expect(told).toEqual([])
    expect(await linesOf(database())).toEqual([])
  })

  test('not when the pair cannot be converted', async () => {
    const same = trip()
    // China allows a plate of 35 characters, ASYCUDA has 27 for truck and trailers together.
    const vehicle = samples.mt4402(same).replace('<Name>新F12345', `<Name>${'F'.repeat(35)}`)
    const halves = [await submit('cn-eport', samples.mt2401(same)), await submit('cn-eport', vehicle)]
    for (const half of halves) await until(async () => (await stateOf(half)) === 'failed')
    expect(told).toEqual([])
  })
})
