import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Trip } from '../../src/sandbox/samples.ts'
import { DATABASES } from '../harness/databases.ts'
import { loadChecklist } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings } from './agency.ts'

describe.each(DATABASES)(
  'a load checklist that Mongolia sends, checked at the crossing, on the %s database',
  (kind) => {
    const site = useGateway(kind)
    const ask = async (agency: string, question: Question): Promise<Answer> =>
      (await site().agency(agency).ask(question)).statement

    const send = async (text: string): Promise<string> => {
      expect(await site().sender('mn-customs').submit(text)).toMatchObject({ status: 201 })
      return /<ID>(M\d{11})/.exec(text)?.[1] ?? ''
    }
    /** Another message about the checklist of a trip. */
    const again = (trip: Trip, functionCode: string): string => {
      const own = /MN000000\d{11}/.exec(loadChecklist(site().trip()))?.[0] ?? ''
      return loadChecklist(trip)
        .replace(/MN000000\d{11}/, own)
        .replace('<FunctionCode>2', `<FunctionCode>${functionCode}`)
    }
    /** What stands at the gate, and the paper that its driver has. */
    const asked = (number: string, change: Partial<Question> = {}): Question => ({
      kind: 'load-checklist',
      issuer: 'MN',
      number,
      purpose: 'release',
      date: '2026-11-23',
      held: {
        plate: '1234УБА',
        bill: 'MN2611230001',
        container: 'KHGU 202611 9',
        lines: [{ line: 1, quantity: { quantity: '24.25', unitCode: 'TNE' } }],
      },
      ...change,
    })

    test('is confirmed, field by field', async () => {
      const number = await send(loadChecklist(site().trip()))
      const answer = await ask('cn-clearance', asked(number))
      expect(findings(answer)).toEqual([
        'exists pass',
        'authentic pass',
        'competent pass',
        'in-force pass NO_LAST_DAY',
        'matches plate pass',
        'matches bill pass',
        'matches container pass',
        'matches quantity 1 pass',
        'not-revoked pass',
      ])
      expect(answer.document).toMatchObject({
        issueDay: '2026-11-23',
        plates: ['1234 УБА', '56-78 УБ'],
        containers: ['KHGU2026119', 'KHGU2026124'],
      })
    })

    test('is another truck: what differs is told to who holds the rest', async () => {
      const number = await send(loadChecklist(site().trip()))
      const { held } = asked(number)
      const answer = await ask('cn-clearance', asked(number, { held: { ...held, plate: '9999УБА' } }))
      expect(answer.verdict).toBe('refuted')
      expect(findings(answer)).toContain('matches plate fail FIELD_DIFFERS')
    })

    test('counts nothing that could be used up', async () => {
      const number = await send(loadChecklist(site().trip()))
      const wants = [{ line: 1, quantity: { quantity: '1', unitCode: 'KGM' } }]
      const answer = await ask('cn-clearance', asked(number, { wants }))
      expect(findings(answer)).toContain('available 1 not-established NOT_COUNTED')
    })

    test('is as it was corrected last, and as it was before for who asks about then', async () => {
      const trip = site().trip()
      const number = await send(loadChecklist(trip))
      const lighter = asked(number, {
        held: { ...asked(number).held, lines: [{ line: 1, quantity: { quantity: '24', unitCode: 'TNE' } }] },
      })
      const first = await ask('cn-clearance', asked(number))
      await send(again(trip, '5').replace('>24250<', '>24000<').replace('>48400<', '>48150<'))
      expect((await ask('cn-clearance', lighter)).verdict).toBe('confirmed')
      const then = await ask('cn-clearance', asked(number, { asOf: first.at }))
      expect(then.verdict).toBe('confirmed')
      expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
    })
  },
)
