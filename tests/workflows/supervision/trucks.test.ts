import { describe, expect, test } from 'vitest'
import { borderDecision, type BorderDecision } from '../../../src/sandbox/counterpart/border-decision.ts'
import type { Received } from '../../../src/sandbox/counterpart/receive.ts'
import { borderPost, told } from '../../harness/border-post.ts'
import {
  controlNumbers,
  erenhotChecklist,
  jeminayChecklist,
  kalzhatChecklist,
  MONGOLIA_CONFORMING,
  zamynUudChecklist,
} from '../../harness/control.ts'
import { DATABASES } from '../../harness/databases.ts'
import { useGateway } from '../../harness/use-gateway.ts'
import { issuable, mongolianCode } from '../checklist/truck.ts'

const HOUR_MS = 3_600_000
const PHOTO = '5c1f'.repeat(16)

describe.each(DATABASES)('trucks at the border, on the %s database', (kind) => {
  const site = useGateway(kind)
  const exit = borderPost(site, 'joint-supervision-exit', '0705')
  const jeminay = borderPost(site, 'joint-supervision-exit', '9408')
  const entry = borderPost(site, 'joint-supervision-entry', '0705')
  const dulata = borderPost(site, 'joint-supervision-entry', '9407')

  /** A neighbour, or our own national system, says what becomes of a truck. */
  const decide = async (
    side: 'mn' | 'kz' | 'cn',
    list: Received,
    said: Pick<BorderDecision, 'checklist' | 'statusCode' | 'description' | 'findings'>,
  ): Promise<void> => {
    const { formats, [side]: counterpart, clock } = site()
    const partner = ({ mn: 'mn-customs', kz: 'kz-customs', cn: 'cn-eport' } as const)[side]
    const { messageId } = list
    const canonical = borderDecision(formats, partner, { messageId, ...said }, clock.now())
    expect(await counterpart.answer(canonical)).toBe(200)
  }
  /** What a driver from Mongolia shows of a list. */
  const codeOf = (number: string): string =>
    mongolianCode(site().signingKey('mn-customs'), number, site().clock.now())
  const last = (all: readonly Received[]): Received => {
    const found = all.at(-1)
    if (found === undefined) throw new Error('nothing was sent')
    return found
  }

  const STATEMENT = {
    resultCode: 'conforming',
    inspections: [
      {
        kindCode: 'weighing',
        resultCode: 'conforming',
        grossMassMeasure: '42710',
        tareWeightMeasure: '15900',
        attachments: [{ kindCode: 'photo', digest: PHOTO }],
      },
    ],
    seals: [{ id: 'CNE0705118823', kindCode: 'E', sealingPartyCode: 'CU' }],
  }

  test('from Erenhot to Zamyn-Uud: confirmed, sent with that, released on the other side', async () => {
    const { sender, trip } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const { checklist } = numbers
    await sender('cn-border').submit(erenhotChecklist(numbers))
    await exit.until(checklist, 'issued')
    expect(await exit.tasks('exit-officer', checklist)).toEqual(['confirm'])

    await exit.act('exit-officer', checklist, 'confirmed', STATEMENT)
    await exit.until(checklist, 'under-way')
    const lists = await told(site(), 'mn-customs', 'cn-mtde02-r1', checklist, 2)
    expect(last(lists).documents['load-checklist']).toMatchObject({
      id: checklist,
      functionCode: '5',
      confirmations: [
        {
          countryCode: 'CN',
          office: { id: '0705', countryCode: 'CN' },
          officer: { id: 'exit-officer-0705', name: 'Wang Li' },
          resultCode: 'conforming',
          inspections: [{ grossMassMeasure: '42710', attachments: [{ digest: PHOTO }] }],
          seals: [{ id: 'CNE0705118823' }],
        },
      ],
    })

    await decide('mn', last(lists), { checklist, statusCode: 'released', description: 'Чөлөөлсөн' })
    expect(await exit.until(checklist, 'released')).toMatchObject({
      outcome: 'released',
      data: { decision: 'released', answer: { status: { statusDescription: 'Чөлөөлсөн' } } },
      acts: [],
    })
    expect(await exit.tasks('exit-officer', checklist)).toEqual([])
  })

  test('from Erenhot to Zamyn-Uud with a list that our officer issued: Mongolia gets it, and its confirmation', async () => {
    const { key } = await exit.issue('exit-officer', 'issued-by-hand', { checklist: issuable })
    const [list] = await told(site(), 'mn-customs', 'cn-mtde02-r1', key)
    expect(list?.documents['load-checklist']).toMatchObject({
      id: key,
      borderCrossingId: 'CNERC-MNZUU',
      exitCountryCode: 'CN',
      borderTransportMeans: { name: '1234 УБА', seals: [{ id: '8800123' }] },
    })
    await exit.act('exit-officer', key, 'confirmed', { resultCode: 'conforming' })
    const lists = await told(site(), 'mn-customs', 'cn-mtde02-r1', key, 2)
    expect(last(lists).documents['load-checklist']).toMatchObject({ functionCode: '5' })
    await decide('mn', last(lists), { checklist: key, statusCode: 'released', description: 'Чөлөөлсөн' })
    expect(await exit.until(key, 'released')).toMatchObject({ outcome: 'released' })
  })

  test('from Zamyn-Uud to Erenhot: arrived, examined, released, and Mongolia is told', async () => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    const sent = await mn.submit(zamynUudChecklist(numbers, { confirmation: MONGOLIA_CONFORMING }))
    expect(sent).toMatchObject({ status: 201 })
    await entry.until(checklist, 'expected')
    await entry.act('entry-officer', checklist, 'arrived', { reason: 'Lane 2' })
    expect(await entry.tasks('entry-officer', checklist)).toEqual(['examine'])
    const examined = await entry.act('entry-officer', checklist, 'examined', { resultCode: 'conforming' })
    expect(examined).toMatchObject({ state: 'agreed', data: { verdict: 'conforming' } })
    await entry.act('entry-officer', checklist, 'released', { reason: 'Nothing differs' })

    const [answer] = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      functionalReferenceId: sent.messageId,
      declaration: { id: checklist },
      level: 'decision',
      outcome: 'accepted',
      status: { statusCode: 'released', statusDescription: 'Nothing differs' },
    })
    expect(await entry.until(checklist, 'released')).toMatchObject({ outcome: 'released' })
  })

  test('from Kalzhat to Dulata: Kazakhstan is told by whom it was released', async () => {
    const { kz, trip } = site()
    const numbers = controlNumbers(trip(), 'K', 'KZ-55305-2026-000339')
    const { checklist } = numbers
    const sent = await kz.submit(kalzhatChecklist(numbers))
    expect(sent).toMatchObject({ status: 201 })
    await dulata.until(checklist, 'expected')
    await dulata.act('entry-officer', checklist, 'arrived', { reason: 'Lane 1' })
    const { data } = await dulata.act('entry-officer', checklist, 'examined', {
      resultCode: 'conforming',
    })
    expect(data).toMatchObject({ verdict: 'conforming' })
    await dulata.act('entry-officer', checklist, 'released', { reason: 'Nothing differs' })
    const [answer] = await told(site(), 'kz-customs', 'khorgos-control-response-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      functionalReferenceId: sent.messageId,
      office: { id: '9407', countryCode: 'CN' },
      officer: { id: 'entry-officer-9407', name: 'Wang Li' },
      status: { statusCode: 'released' },
    })
  })

  test('from Jeminay to Maikapchagai: held for weight and seal, explained, then released', async () => {
    const { sender, trip, clock } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-9408-2026-000112')
    const { checklist } = numbers
    await sender('cn-border').submit(jeminayChecklist(numbers))
    await jeminay.until(checklist, 'issued')
    await jeminay.act('exit-officer', checklist, 'confirmed', {
      resultCode: 'conforming',
      seals: [{ id: 'CU4471902' }],
    })
    const lists = await told(site(), 'kz-customs', 'kz-load-checklist-r1', checklist, 2)
    await decide('kz', last(lists), {
      checklist,
      statusCode: 'held',
      description: 'До выяснения',
      findings: [
        { kindCode: 'mass', declared: '22000', found: '22480' },
        { kindCode: 'seal-number', declared: 'CU4471902', found: 'CU4471920' },
      ],
    })
    const held = await jeminay.until(checklist, 'held')
    expect(held.data['answer']).toMatchObject({ findings: [{ found: '22480' }, { found: 'CU4471920' }] })
    expect(await jeminay.tasks('supervisor', checklist)).toEqual(['explain'])
    await jeminay.act('supervisor', checklist, 'traced', { reason: 'The seal was changed at the scales' })
    await jeminay.act('supervisor', checklist, 'confirmed', {
      resultCode: 'conforming',
      seals: [{ id: 'CU4471920' }],
      description: 'The seal was changed at the scales',
    })
    const explained = await told(site(), 'kz-customs', 'kz-load-checklist-r1', checklist, 3)
    expect(last(explained).documents['load-checklist']).toMatchObject({
      functionCode: '5',
      confirmations: [{ officer: { id: 'supervisor-9408' }, seals: [{ id: 'CU4471920' }] }],
    })

    clock.advance(1)
    await decide('kz', last(explained), { checklist, statusCode: 'released', description: 'Выпуск' })
    expect(await jeminay.until(checklist, 'released')).toMatchObject({
      data: { note: 'The seal was changed at the scales', decision: 'released' },
    })
  })

  test.each([
    ['accepted', 'released'],
    ['sent-back', 'returned'],
  ])('in which something differs: %s by the supervisor, it is %s', async (act, state) => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    await mn.submit(zamynUudChecklist(numbers, { confirmation: MONGOLIA_CONFORMING }))
    await entry.until(checklist, 'expected')
    await entry.act('entry-officer', checklist, 'arrived', { reason: 'Lane 2' })
    const examined = await entry.act('entry-officer', checklist, 'examined', {
      resultCode: 'differing',
      inspections: [{ kindCode: 'count', resultCode: 'differing', goodsItemNumeric: 2, packageQuantity: 23 }],
    })
    expect(examined).toMatchObject({ state: 'reconciling', data: { verdict: 'differing' } })
    expect(await entry.tasks('supervisor', checklist)).toEqual(['reconcile'])
    await expect(entry.act('entry-officer', checklist, act, { reason: 'No' })).rejects.toMatchObject({
      code: 'ACT_FORBIDDEN',
    })
    await entry.act('supervisor', checklist, act, { reason: 'One bag is missing' })
    const [answer] = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      status: { statusCode: state, statusDescription: 'One bag is missing' },
      findings: [{ kindCode: 'package-quantity', goodsItemNumeric: 2, declared: '24', found: '23' }],
    })
    expect(await entry.until(checklist, state)).toMatchObject({ outcome: state })
  })

  test('our national system decides: the case follows, and the neighbour is told in its words', async () => {
    const { mn, trip, clock } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    const sent = await mn.submit(zamynUudChecklist(numbers))
    const lists = await told(site(), 'cn-eport', 'cn-mtde01-r1', checklist)
    await entry.until(checklist, 'expected')
    const findings = [{ kindCode: 'mass', declared: '48400', found: '49900' }]
    await decide('cn', last(lists), {
      checklist,
      statusCode: 'held',
      description: '布控查验',
      findings,
    })
    await entry.until(checklist, 'held')
    clock.advance(1)
    await decide('cn', last(lists), { checklist, statusCode: 'released', description: '放行' })
    expect(await entry.until(checklist, 'released')).toMatchObject({ outcome: 'released' })
    const answers = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist, 2)
    expect(answers.map(({ documents: { response } }) => response)).toMatchObject([
      {
        functionalReferenceId: sent.messageId,
        status: { statusCode: 'held', statusDescription: '布控查验' },
        findings,
      },
      { status: { statusCode: 'released' } },
    ])
  })

  test('a neighbour decides nothing about a truck that goes elsewhere', async () => {
    const { sender, kz, formats, trip, clock } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const other = controlNumbers(trip(), 'C', 'CN-9408-2026-000112')
    await sender('cn-border').submit(erenhotChecklist(numbers))
    await sender('cn-border').submit(jeminayChecklist(other))
    await exit.until(numbers.checklist, 'issued')
    const [list] = await told(site(), 'kz-customs', 'kz-load-checklist-r1', other.checklist)
    const canonical = borderDecision(
      formats,
      'kz-customs',
      {
        messageId: list?.messageId ?? '',
        checklist: numbers.checklist,
        statusCode: 'released',
        description: 'Выпуск',
      },
      clock.now(),
    )
    const before = await exit.until(numbers.checklist, 'issued')
    expect(await kz.answer(canonical)).toBe(200)
    for (;;) {
      const after = await exit.until(numbers.checklist, 'issued', 'released')
      if (after.revision === before.revision) continue
      expect(after).toMatchObject({ state: 'issued', revision: before.revision + 1 })
      break
    }
  })

  test('a neighbour neither amends nor takes back the list of another', async () => {
    const { mn, kz, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    await mn.submit(zamynUudChecklist(numbers))
    const { revision } = await entry.until(numbers.checklist, 'expected')
    const own = controlNumbers(trip(), 'K', 'KZ-55305-2026-000339')
    const forged = await kz.submit(
      kalzhatChecklist(own)
        .replace('<FunctionCode>9<', '<FunctionCode>3<')
        .replaceAll(own.checklist, numbers.checklist),
    )
    // What came later is heard later: then the forged one was heard, too.
    const honest = controlNumbers(trip(), 'K', 'KZ-55305-2026-000339')
    await kz.submit(kalzhatChecklist(honest))
    await dulata.until(honest.checklist, 'expected')
    expect(forged).toMatchObject({ status: 201 })
    expect(await entry.until(numbers.checklist, 'expected')).toMatchObject({ revision })
  })

  test('taken back after it was sent: ends when the other side says that it did not arrive', async () => {
    const { sender, trip } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const { checklist } = numbers
    await sender('cn-border').submit(erenhotChecklist(numbers))
    await exit.until(checklist, 'issued')
    await exit.act('exit-officer', checklist, 'confirmed', STATEMENT)
    await exit.act('supervisor', checklist, 'taken-back', { reason: 'The engine has failed' })
    const lists = await told(site(), 'mn-customs', 'cn-mtde02-r1', checklist, 3)
    expect(last(lists).documents['load-checklist']).toMatchObject({ functionCode: '3' })
    await decide('mn', last(lists), { checklist, statusCode: 'not-arrived', description: 'Ирээгүй' })
    expect(await exit.until(checklist, 'not-arrived')).toMatchObject({ outcome: 'not-arrived' })
  })

  test('taken back by the other side: ends here, and the other side is told', async () => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    await mn.submit(zamynUudChecklist(numbers))
    await entry.until(checklist, 'expected')
    await mn.submit(zamynUudChecklist(numbers, { message: '3', functionCode: '3' }))
    expect(await entry.until(checklist, 'not-arrived')).toMatchObject({ outcome: 'not-arrived' })
    const [answer] = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      functionCode: '3',
      status: { statusCode: 'not-arrived' },
    })
  })

  test('shown by its driver before its list came, which then says something else', async () => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    const shown = await entry.open('entry-officer', checklist, 'presented', { code: codeOf(checklist) })
    expect(shown).toMatchObject({ state: 'presented', data: { presentation: { number: checklist } } })
    await mn.submit(zamynUudChecklist(numbers, { confirmation: MONGOLIA_CONFORMING }))
    const { data } = await entry.until(checklist, 'examining')
    expect(data['comparison']).toMatchObject({
      verdict: 'differing',
      discrepancies: expect.arrayContaining([expect.objectContaining({ kind: 'goods-excess', found: '3' })]),
    })
    const seen = await entry.act('entry-officer', checklist, 'examined', { resultCode: 'conforming' })
    expect(seen.state).toBe('reconciling')
    await entry.act('supervisor', checklist, 'sent-back', { reason: 'Two papers of one number' })
    const [answer] = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      status: { statusCode: 'returned' },
      findings: expect.arrayContaining([expect.objectContaining({ kindCode: 'goods-excess' })]),
    })
  })

  test('sent back before its list came: the list is answered when it comes', async () => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    const opened = await entry.open('entry-officer', checklist, 'presented', { code: codeOf(checklist) })
    expect(opened).toMatchObject({ state: 'presented', office: '0705' })
    await entry.act('supervisor', checklist, 'turned-away', { reason: 'No list, no seal' })
    const sent = await mn.submit(zamynUudChecklist(numbers))
    const [answer] = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist)
    expect(answer?.documents['response']).toMatchObject({
      functionalReferenceId: sent.messageId,
      status: { statusCode: 'returned', statusDescription: 'No list, no seal' },
    })
    expect(await entry.until(checklist, 'unannounced')).toMatchObject({ outcome: 'returned' })
  })

  test('the other side repeats its list after the end: it has not heard, and is told again', async () => {
    const { mn, trip } = site()
    const numbers = controlNumbers(trip(), 'M', 'MN-ZUU-2026-004417')
    const { checklist } = numbers
    await mn.submit(zamynUudChecklist(numbers, { confirmation: MONGOLIA_CONFORMING }))
    await entry.until(checklist, 'expected')
    await entry.act('entry-officer', checklist, 'arrived', { reason: 'Lane 2' })
    await entry.act('entry-officer', checklist, 'examined', { resultCode: 'conforming' })
    await entry.act('entry-officer', checklist, 'released', { reason: 'Nothing differs' })
    const repeated = { message: '5', functionCode: '5', confirmation: MONGOLIA_CONFORMING }
    await mn.submit(zamynUudChecklist(numbers, repeated))
    const answers = await told(site(), 'mn-customs', 'cn-mtrp02-r1', checklist, 2)
    expect(answers[1]?.documents).toEqual(answers[0]?.documents)
  })

  test('nothing is heard of it: the list is sent again, and the exit officer is to look for it', async () => {
    const { sender, trip, clock } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const { checklist } = numbers
    await sender('cn-border').submit(erenhotChecklist(numbers))
    await exit.until(checklist, 'issued')
    await exit.act('exit-officer', checklist, 'confirmed', STATEMENT)
    const sent = last(await told(site(), 'mn-customs', 'cn-mtde02-r1', checklist, 2))
    clock.advance(48 * HOUR_MS + 1)
    const again = last(await told(site(), 'mn-customs', 'cn-mtde02-r1', checklist, 3))
    await exit.until(checklist, 'missing')
    expect(again.documents).toEqual(sent.documents)
    expect(again.messageId).not.toBe(sent.messageId)
    expect(await exit.tasks('exit-officer', checklist)).toEqual(['trace'])
    await decide('mn', again, { checklist, statusCode: 'released', description: '放行' })
    await exit.until(checklist, 'released')
  })
})
