import { describe, expect, test } from 'vitest'
import { writeMessage } from '../../src/formats/message.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { DATABASES } from '../harness/databases.ts'
import { controlNumbers, erenhotChecklist, inspection, jeminayChecklist } from '../harness/control.ts'
import { loadChecklist } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'

describe.each(DATABASES)('messages of joint border control, on the %s database', (kind) => {
  const site = useGateway(kind)

  test('a checklist from Erenhot reaches Mongolia in its format, which says that it has it', async () => {
    const { sender, trip, mn, untilState } = site()
    const border = sender('cn-border')
    const before = mn.book.effects.length
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const sent = await border.submit(erenhotChecklist(numbers))
    expect(sent).toMatchObject({ status: 201 })
    const done = await untilState(border, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ to: 'mn-customs', format: 'cn-mtde02-r1', state: 'acknowledged' }])
    expect(mn.book.effects).toHaveLength(before + 1)
  })

  test('a checklist from Jeminay reaches Kazakhstan in the format of that pair', async () => {
    const { sender, trip, kz, untilState } = site()
    const border = sender('cn-border')
    const before = kz.book.effects.length
    const sent = await border.submit(jeminayChecklist(controlNumbers(trip(), 'C', 'CN-9408-2026-000112')))
    expect(sent).toMatchObject({ status: 201 })
    const done = await untilState(border, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([
      { to: 'kz-customs', format: 'kz-load-checklist-r1', state: 'acknowledged' },
    ])
    expect(kz.book.effects).toHaveLength(before + 1)
  })

  test.each([
    ['inspection-result-erenhot', 'CN-0705-2026-000871', 'mn-customs'],
    ['inspection-result-jeminay', 'CN-9408-2026-000112', 'kz-customs'],
  ])('the result %s goes to the other side of its crossing', async (name, result, to) => {
    const { sender, trip, untilState } = site()
    const border = sender('cn-border')
    const sent = await border.submit(inspection(name, controlNumbers(trip(), 'C', result)))
    expect(sent).toMatchObject({ status: 201 })
    const done = await untilState(border, sent.exchange, 'completed')
    expect(done.outgoing).toMatchObject([{ to, format: 'khorgos-inspection-result-r1' }])
  })

  test('a result about a crossing that no agreement knows goes to nobody, and is told so', async () => {
    const { sender, trip } = site()
    const numbers = controlNumbers(trip(), 'C', 'CN-9408-2026-000112')
    const elsewhere = (crossing: string): string =>
      inspection('inspection-result-jeminay', numbers, (text) =>
        text.replace('<BorderCrossingID>CNJEM</BorderCrossingID>', crossing),
      )
    const border = sender('cn-border')
    expect(await border.submit(elsewhere('<BorderCrossingID>CNBKT</BorderCrossingID>'))).toMatchObject({
      code: 'FORMAT_NOT_AGREED',
    })
    expect(await border.submit(elsewhere(''))).toMatchObject({ code: 'FORMAT_NOT_AGREED' })
  })

  test('the other sides reach China through its E-Port', async () => {
    const { sender, trip, kz, cn, mn, untilState } = site()
    const before = cn.book.effects.length
    const numbers = controlNumbers(trip(), 'C', 'KZ-55305-2026-000339')
    const theirs = [
      { from: mn, text: loadChecklist(trip()), format: 'cn-mtde01-r1' },
      {
        from: mn,
        text: inspection('inspection-result-zamyn-uud', controlNumbers(trip(), 'C', 'MN-ZUU-2026-004417')),
        format: 'khorgos-inspection-result-r1',
      },
      {
        from: kz,
        text: inspection('inspection-result-maikapchagai', numbers),
        format: 'khorgos-inspection-result-r1',
      },
    ]
    for (const { from, text, format } of theirs) {
      const sent = await from.submit(text)
      expect(sent, format).toMatchObject({ status: 201 })
      const done = await untilState(sender(from.id), sent.exchange, 'completed')
      expect(done.outgoing).toMatchObject([{ to: 'cn-eport', format }])
    }
    expect(cn.book.effects).toHaveLength(before + theirs.length)
  })

  test('what Mongolia decides comes after, and more than once: held, then released', async () => {
    const { sender, trip, mn, formats, signingKey, until, untilState } = site()
    const border = sender('cn-border')
    const numbers = controlNumbers(trip(), 'C', 'CN-0705-2026-000871')
    const sent = await border.submit(erenhotChecklist(numbers))
    const { outgoing } = await untilState(border, sent.exchange, 'completed')
    const messageId = outgoing[0]?.messageId ?? ''
    const decide = (statusCode: string, at: Date): Uint8Array => {
      const response = {
        functionalReferenceId: messageId,
        typeCode: 'MTDE02',
        level: 'decision',
        outcome: statusCode === 'held' ? 'review' : 'accepted',
        declaration: { id: numbers.checklist },
        status: { statusCode, statusDescription: 'Шийдвэр' },
        findings: [{ kindCode: 'mass', goodsItemNumeric: 1, declared: '18400.5', found: '18390' }],
      }
      const values = { senderId: 'MNCUSTOMS0001', receiverId: '0705KHORGOS01_DXPESW0000000001' }
      const { text } = writeMessage(formats.byId('cn-mtrp01-r1'), { response }, { now: at, values })
      return signEnveloped(Buffer.from(text), signingKey('mn-customs')).bytes
    }
    for (const [place, statusCode] of ['held', 'released'].entries()) {
      const pushed = await mn
        .client()
        .post('/v1/acknowledgements', decide(statusCode, new Date(Date.now() + place)))
      expect(pushed).toMatchObject({ status: 200 })
    }
    const seen = await until(
      border,
      sent.exchange,
      ({ timeline }) => timeline.filter(({ record }) => record.kind === 'acknowledged').length === 3,
    )
    expect(
      seen.timeline.flatMap(({ record }) =>
        record.kind === 'acknowledged' ? [[record.level, record.outcome]] : [],
      ),
    ).toEqual([
      ['business', 'accepted'],
      ['decision', 'review'],
      ['decision', 'accepted'],
    ])
    expect(seen.state).toBe('completed')
  })
})
