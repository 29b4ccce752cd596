import { describe, expect, test } from 'vitest'
import { textAt } from '../../../src/model/json-access.ts'
import type { Received } from '../../../src/sandbox/counterpart/receive.ts'
import { borderPost, told } from '../../harness/border-post.ts'
import { controlNumbers, inspection } from '../../harness/control.ts'
import { DATABASES } from '../../harness/databases.ts'
import { useGateway } from '../../harness/use-gateway.ts'

const HOUR_MS = 3_600_000

describe.each(DATABASES)('results of the other side, on the %s database', (kind) => {
  const site = useGateway(kind)
  const results = borderPost(site, 'mutual-recognition', '0705')

  /** What Zamyn-Uud found in a truck an hour ago; `change` makes another message of it. */
  const reported = async (
    numbers: ReturnType<typeof controlNumbers>,
    change: (text: string) => string = (text) => text,
  ): Promise<void> => {
    const done = new Date(site().clock.now().getTime() - HOUR_MS).toISOString().replace(/\.\d+Z/, 'Z')
    const text = inspection('inspection-result-zamyn-uud', numbers, (sample) =>
      change(
        sample
          .replace(/<IssueDateTime>[^<]*/, `<IssueDateTime>${done}`)
          .replaceAll('<ResultCode>conforming</ResultCode>\n    <TransportEquipmentID>', WITH_OFFICER),
      ),
    )
    await site().sender('mn-customs').submit(text)
  }
  const WITH_OFFICER =
    '<ResultCode>conforming</ResultCode>\n    <Officer><ID>ZUU-044</ID></Officer>\n    <TransportEquipmentID>'

  const answers = async (result: string, count = 1): Promise<readonly Received[]> =>
    told(site(), 'mn-customs', 'khorgos-control-response-r1', result, count)

  test('are recognised check by check, and the other side is told how far', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'MN-ZUU-2026-004417')
    await reported(numbers)
    const found = await results.until(numbers.result, 'partly')
    expect(found.data['recognition']).toMatchObject({
      outcome: 'partly',
      checks: [
        { kindCode: 'weighing', recognised: true, rule: 'weighbridge' },
        // Nobody has told what the goods are, and the truck was not sealed again.
        { kindCode: 'scan', recognised: false, reasons: ['GOODS_NOT_ESTABLISHED', 'NOT_SEALED'] },
        { kindCode: 'seals', recognised: true, rule: 'seals' },
      ],
    })
    const [answer] = await answers(numbers.result)
    expect(answer?.documents['response']).toMatchObject({
      declaration: { id: numbers.result },
      outcome: 'review',
      status: { statusCode: 'review', statusDescription: '2 GOODS_NOT_ESTABLISHED, 2 NOT_SEALED' },
    })
  })

  test('are relied on no more once they are taken back', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'MN-ZUU-2026-004418')
    await reported(numbers)
    await results.until(numbers.result, 'partly')
    await reported(numbers, (text) =>
      text
        .replace(/<MessageID>[^<]*/, '$&-2')
        .replace('<FunctionCode>9<', '<FunctionCode>3<')
        .replace(
          '</InspectionResult>',
          '<Revocation><EffectiveDateTime>2026-11-25T08:00:00+08:00</EffectiveDateTime></Revocation></InspectionResult>',
        ),
    )
    const found = await results.until(numbers.result, 'withdrawn')
    expect(found).toMatchObject({ outcome: 'withdrawn', data: { recognition: { reasons: ['REVOKED'] } } })
    const all = await answers(numbers.result, 2)
    expect(all.map(({ documents }) => textAt(documents['response'], 'outcome'))).toEqual([
      'review',
      'rejected',
    ])
  })

  test('are withdrawn by an officer who finds the seals broken', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'MN-ZUU-2026-004419')
    await reported(numbers)
    await results.until(numbers.result, 'partly')
    const reason = 'Seal cut at the second door'
    await results.act('entry-officer', numbers.result, 'seals-broken', { reason })
    expect(await results.until(numbers.result, 'withdrawn')).toMatchObject({
      data: { note: reason, recognition: { outcome: 'not-recognised', reasons: ['SEALS_BROKEN'] } },
    })
    const all = await answers(numbers.result, 2)
    expect(all[1]?.documents['response']).toMatchObject({
      outcome: 'rejected',
      status: { statusDescription: expect.stringMatching(/^SEALS_BROKEN/) },
    })
  })

  test('are withdrawn, and the other side is told, when a head of shift does not rely on them', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'MN-ZUU-2026-004421')
    await reported(numbers)
    await results.until(numbers.result, 'partly')
    await results.act('supervisor', numbers.result, 'refused-by-hand', {
      reason: 'The scale is out of order',
    })
    await results.until(numbers.result, 'withdrawn')
    const all = await answers(numbers.result, 2)
    expect(all[1]?.documents['response']).toMatchObject({
      outcome: 'rejected',
      status: { statusDescription: expect.stringMatching(/^NOT_RELIED_ON/) },
    })
  })

  test('lapse when they are too old', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'MN-ZUU-2026-004420')
    await reported(numbers)
    await results.until(numbers.result, 'partly')
    site().clock.advance(7 * 24 * HOUR_MS + HOUR_MS)
    expect(await results.until(numbers.result, 'lapsed')).toMatchObject({ outcome: 'lapsed' })
  })
})
