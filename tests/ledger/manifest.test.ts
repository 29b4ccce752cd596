import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings } from './agency.ts'

/** What the two agreements say besides, where a manifest may be asked for. */
function vouching(text: string, partner: string): string {
  if (partner === 'kz-customs')
    return text.replace(
      '  issues:\n',
      "  issues:\n    - { kind: cargo-report, issuer: KZ, number: '[A-Z0-9]{10,17}' }\n",
    )
  if (partner === 'cn-clearance')
    return text.replace(
      '  asks:\n',
      '  asks:\n    - { kind: cargo-report, issuers: [KZ], purposes: [release], shows: [lines] }\n',
    )
  return text
}

describe.each(DATABASES)(
  'a manifest on its way to China, asked for by clearance, on the %s database',
  (kind) => {
    const site = useGateway(kind, { agreement: vouching })
    const ask = async (agency: string, question: Question): Promise<Answer> =>
      (await site().agency(agency).ask(question)).statement

    test('is confirmed bill by bill while it is being delivered, and the log says so too', async () => {
      const { samples, trip, kz } = site()
      const text = samples.awmds(trip())
      expect(await kz.submit(text)).toMatchObject({ status: 201 })
      const number = /<Voyage_number>([^<]+)/.exec(text)?.[1] ?? ''
      const question: Question = {
        kind: 'cargo-report',
        issuer: 'KZ',
        number,
        purpose: 'release',
        held: {
          bill: /<Bol_reference>([^<]+)/.exec(text)?.[1] ?? '',
          lines: [{ line: 1, quantity: { quantity: '12096.5', unitCode: 'KGM' } }],
        },
      }
      const answer = await ask('cn-clearance', question)
      expect(findings(answer)).toEqual([
        'exists pass',
        'authentic pass',
        'competent pass',
        'in-force pass NO_LAST_DAY',
        'matches bill pass',
        'matches quantity 1 pass',
        'not-revoked pass',
      ])
      expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
    })
  },
)
