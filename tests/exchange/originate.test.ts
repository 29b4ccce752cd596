import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/evidence/canonical-json.ts'
import { messagePath } from '../../src/evidence/bundle/bundle-index.ts'
import { packEntries, unpackEntries } from '../../src/evidence/bundle/container.ts'
import { readBundle } from '../../src/evidence/bundle/read.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { verifyBundle } from '../../src/evidence/verify-bundle.ts'
import type { OwnMessage } from '../../src/exchange/originate.ts'
import { newTrip } from '../../src/sandbox/samples.ts'
import { DATABASES } from '../harness/databases.ts'
import { createRegister, linesOf, openRegister, type Registered, type Registering } from './register.ts'
import { openSpeaker, type Speaker } from './speaker.ts'

const LATER_MS = 11 * 60_000

describe.each(DATABASES)('a message of our own, on the %s database', (kind) => {
  let open: Speaker<Registering, Registered> | undefined
  let trips = 0
  const speaker = (): Speaker<Registering, Registered> => {
    if (open === undefined) throw new Error('no speaker')
    return open
  }
  beforeAll(async () => {
    open = await openSpeaker(kind, async ({ database }) => {
      await createRegister(database)
      return { participant: openRegister() }
    })
  })
  afterAll(() => open?.close())
  beforeEach(({ skip }) => {
    if (open === undefined) return skip('PostgreSQL is not reachable')
    open.site.kz.behave({})
  })
  afterEach(() => expect(open?.faults.splice(0) ?? []).toEqual([]))

  const manifest = (): OwnMessage & { readonly to: 'kz-customs' } => ({
    to: 'kz-customs',
    as: 'kz-awmds-r1',
    about: randomUUID(),
    documents: speaker().manifest(newTrip('T0', new Date(Date.now() + (trips += 1) * 1000))),
  })
  const originate = async (own: OwnMessage = manifest()) => {
    const { originator } = speaker().exchanges
    const { exchange, changes } = await originator.prepare(own)
    expect(await originator.commit(changes)).toMatchObject({ outcome: 'done' })
    return { exchange, own }
  }
  const effectsOf = (messageId: string): number =>
    speaker().site.kz.book.effects.filter((effect) => effect.messageId === messageId).length

  test('is delivered, verified by its receiver and completed by its acknowledgement', async () => {
    const { exchange, own } = await originate()
    await speaker().untilState(exchange, 'completed')
    const story = await speaker().story(exchange)
    expect(story).toMatchObject([
      { kind: 'composed', about: own.about },
      { kind: 'converted', to: 'kz-customs', format: 'kz-awmds-r1', mappings: { read: [] }, companions: [] },
      { kind: 'acknowledged', by: 'kz-customs', level: 'business', outcome: 'accepted' },
    ])
    const [, converted] = story
    expect(effectsOf(converted?.kind === 'converted' ? converted.messageId : '')).toBe(1)
  })

  test('has a receipt of its composition, and belongs to no partner', async () => {
    const { originator, service } = speaker().exchanges
    const own = manifest()
    const { exchange, changes } = await originator.prepare(own)
    const committed = await originator.commit(changes)
    const receipt = committed.outcome === 'done' ? (committed.receipt ?? '') : ''
    expect(verifyReceipt(receipt, { vkeys: [speaker().site.vkey] }).record).toMatchObject({
      kind: 'composed',
      exchange,
      about: own.about,
    })
    const rows = await speaker().database.query<{ index: bigint; size: bigint }>(
      'select receipt_index as index, receipt_size as size from exchange where id = $1',
      [exchange],
    )
    expect(await speaker().log.receipt(rows[0]?.index ?? 0n, rows[0]?.size ?? 0n)).toBe(receipt)
    await speaker().untilState(exchange, 'completed')
    for (const partner of speaker().partners.values()) {
      expect(await service.list(partner, { limit: 100 })).toEqual([])
      await expect(service.view(exchange, partner)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(service.bundle(exchange, partner)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test('has a bundle that a stranger verifies offline', async () => {
    const { exchange, own } = await originate()
    await speaker().untilState(exchange, 'completed')
    const bytes = await speaker().bundle(exchange)
    const { verdict, exchange: named, checks } = await verifyBundle(bytes, speaker().trust)
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([])
    expect({ verdict, named }).toEqual({ verdict: 'valid', named: exchange })
    const { index, bytes: file } = await readBundle(bytes)
    expect(index.payloads.map(({ role }) => role)).toEqual([
      'documents',
      'sent',
      'loss-report',
      'acknowledgement',
    ])
    const [documents] = index.payloads
    expect(Buffer.from(file(messagePath(documents?.name ?? ''))).toString('utf8')).toBe(
      canonicalJson(own.documents),
    )
  })

  test('has a bundle in which no file can be another one', async () => {
    const { exchange } = await originate()
    await speaker().untilState(exchange, 'completed')
    const entries = await unpackEntries(await speaker().bundle(exchange))
    for (const { path } of entries.filter(({ path: name }) => /^(messages|records)\//.test(name))) {
      const forged = entries.map((entry) => {
        if (entry.path !== path) return entry
        const bytes = Uint8Array.from(entry.bytes)
        bytes[bytes.length >> 1]! ^= 1
        return { path, bytes }
      })
      expect((await verifyBundle(await packEntries(forged), speaker().trust)).verdict, path).toBe('invalid')
    }
  })

  test('is one unit of work with what its caller decides: both are true, or neither', async () => {
    const { originator } = speaker().exchanges
    const wanted = { name: randomUUID() }
    const { exchange, changes } = await originator.prepare(manifest())
    const committed = await originator.commit({ ...changes, entry: wanted })
    expect(committed).toMatchObject({ outcome: 'done', result: { name: wanted.name } })
    await speaker().untilState(exchange, 'completed')

    const failing = { name: randomUUID(), judged: 'throws' as const }
    const second = await originator.prepare(manifest())
    await expect(originator.commit({ ...second.changes, entry: failing })).rejects.toMatchObject({
      code: 'INTERNAL',
    })
    expect(await speaker().story(second.exchange)).toEqual([])
    const names = (await linesOf(speaker().database)).map(({ name }) => name)
    expect(names).toContain(wanted.name)
    expect(names).not.toContain(failing.name)
  })

  test('that was only prepared has no effect; one under an id in use is told so', async () => {
    const { originator } = speaker().exchanges
    const { exchange, changes } = await originator.prepare(manifest())
    expect(await speaker().story(exchange)).toEqual([])
    const again = { ...changes, exchange: { ...changes.exchange, id: randomUUID() } }
    expect(await originator.commit(changes)).toMatchObject({ outcome: 'done' })
    await expect(originator.commit(again)).rejects.toMatchObject({ code: 'MESSAGE_ID_REUSED' })
    await speaker().untilState(exchange, 'completed')
  })

  test('that must be told once is told once, whoever begins it and however often', async () => {
    const { originator } = speaker().exchanges
    const about = randomUUID()
    const telling = (once: string) => originator.prepare({ ...manifest(), about, once })
    const all = await Promise.all(['used', 'used', 'released', 'used'].map(telling))
    const names = all.map(() => ({ name: randomUUID() }))
    const ends = await Promise.all(
      all.map(({ changes }, place) => originator.commit({ ...changes, entry: names[place] ?? { name: '' } })),
    )
    expect(ends.map(({ outcome }) => outcome)).toEqual(['done', 'duplicate', 'done', 'duplicate'])
    expect(ends[3]).toMatchObject({ existing: { id: all[0]?.exchange } })
    const later = await telling('released')
    expect(await originator.commit(later.changes)).toMatchObject({
      outcome: 'duplicate',
      existing: { id: all[2]?.exchange },
    })
    const lines = (await linesOf(speaker().database)).map(({ name }) => name)
    expect(names.map(({ name }) => lines.includes(name))).toEqual([true, false, true, false])
    for (const place of [0, 2]) await speaker().untilState(all[place]?.exchange ?? '', 'completed')
  })

  test('is tried again after errors of the receiver, and has one effect', async () => {
    const { site, clock, untilState, database } = speaker()
    site.kz.behave({ fail: { status: 503, times: 1 } })
    const { exchange } = await originate()
    await expect
      .poll(
        async () =>
          database.query(
            'select b.last_error is not null as failed from outgoing o join outbox b on b.outgoing_id = o.id where o.exchange_id = $1',
            [exchange],
          ),
        { timeout: 60_000 },
      )
      .toEqual([{ failed: true }])
    clock.advance(LATER_MS)
    await untilState(exchange, 'completed')
  })

  test('that its receiver refuses ends as refused; one that nobody takes is parked, with records', async () => {
    const { site, untilState, story, bundle, trust } = speaker()
    site.kz.behave({ refuse: true })
    const refused = await originate()
    await untilState(refused.exchange, 'refused')
    expect((await story(refused.exchange)).at(-1)).toMatchObject({
      kind: 'acknowledged',
      outcome: 'rejected',
    })
    site.kz.behave({ fail: { status: 400, times: 1 } })
    const parked = await originate()
    await untilState(parked.exchange, 'parked')
    expect((await story(parked.exchange)).map((record) => record.kind)).toEqual([
      'composed',
      'converted',
      'parked',
    ])
    for (const { exchange } of [refused, parked])
      expect((await verifyBundle(await bundle(exchange), trust)).verdict).toBe('valid')
  })

  test('that was left over by a stop is delivered after the start, once', async () => {
    const { site, clock, untilState, restart, story } = speaker()
    site.kz.behave({ fail: { status: 503, times: 1 } })
    const { exchange } = await originate()
    await restart()
    clock.advance(LATER_MS)
    await untilState(exchange, 'completed')
    const [, converted] = await story(exchange)
    expect(effectsOf(converted?.kind === 'converted' ? converted.messageId : '')).toBe(1)
  })

  test('leaves a log in which every record is about what is stored', async () => {
    const { problems, records } = await speaker().log.fsck(() => undefined)
    expect(problems).toEqual([])
    expect(records).toBeGreaterThan(0n)
  })
})
