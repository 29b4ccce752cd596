import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { DATABASES } from '../harness/databases.ts'
import {
  type ControlNumbers,
  controlNumbers,
  erenhotChecklist,
  inspection,
  jeminayChecklist,
} from '../harness/control.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { collected } from '../harness/collected.ts'
import { findings } from './agency.ts'

describe.each(DATABASES)('results of inspections that the other sides send, on the %s database', (kind) => {
  const site = useGateway(kind)
  const ask = async (agency: string, question: Question): Promise<Answer> =>
    (await site().agency(agency).ask(question)).statement
  const send = async (from: string, text: string): Promise<void> => {
    expect(await site().sender(from).submit(text)).toMatchObject({ status: 201 })
  }
  const kazakh = (): ControlNumbers => controlNumbers(site().trip(), 'C', 'KZ-55305-2026-000339')
  /** What China's post knows of the truck: the checklist, its plates, the seal that it bears now. */
  const asked = ({ result, checklist }: ControlNumbers, change: Partial<Question> = {}): Question => ({
    kind: 'inspection-result',
    issuer: 'KZ',
    number: result,
    purpose: 'release',
    date: '2026-11-24',
    held: { subject: checklist, plate: '新H 30572', seal: 'KZ0102117', office: '55305' },
    ...change,
  })

  test('are confirmed to who knows the truck, with what was found', async () => {
    const numbers = kazakh()
    await send('kz-customs', inspection('inspection-result-maikapchagai', numbers))
    const answer = await ask('cn-border', asked(numbers))
    expect(findings(answer)).toEqual([
      'exists pass',
      'authentic pass',
      'competent pass',
      'in-force pass NO_LAST_DAY',
      'matches subject pass',
      'matches plate pass',
      'matches seal pass',
      'matches office pass',
      'not-revoked pass',
    ])
    expect(answer.document).toMatchObject({
      authority: 'Таможенный пост «Майкапшагай»',
      seals: ['KZ0102117'],
      inspection: {
        subject: numbers.checklist,
        type: '787',
        crossing: 'CNJEM',
        result: 'differing',
        decision: 'held',
        checks: [
          { kind: 'weighing', result: 'differing', findings: ['mass'] },
          { kind: 'seals', result: 'differing', findings: ['seal-number'] },
          { kind: 'scan', result: 'inconclusive' },
        ],
      },
    })
  })

  test('tell nothing to who knows their number and where they were made', async () => {
    const numbers = kazakh()
    await send('kz-customs', inspection('inspection-result-maikapchagai', numbers))
    const stranger = await ask(
      'cn-border',
      asked(numbers, { held: { office: '55305', issueDate: '2026-11-24', plate: '新H30572' } }),
    )
    expect(new Set(stranger.checks.map(({ reason }) => reason))).toEqual(new Set(['NOT_SHOWN']))
    expect(stranger.document).toBeUndefined()
  })

  test('are as they were amended last, and as they were before for who asks about then', async () => {
    const numbers = kazakh()
    await send('kz-customs', inspection('inspection-result-maikapchagai', numbers))
    const held = { subject: numbers.checklist, plate: '新H30572' }
    const first = await ask('cn-border', asked(numbers, { held }))
    await send('kz-customs', inspection('inspection-result-amended', numbers))
    const now = await ask('cn-border', asked(numbers, { held }))
    expect([first, now].map(({ document }) => document?.inspection?.decision)).toEqual(['held', 'released'])
    const then = await ask('cn-border', asked(numbers, { held, asOf: first.at }))
    expect(then.document?.inspection?.decision).toBe('held')
  })

  test('that are taken back are revoked from then on, and whoever relied on them is told', async () => {
    const numbers = kazakh()
    await send('kz-customs', inspection('inspection-result-maikapchagai', numbers))
    const relied = await ask('cn-border', asked(numbers))
    expect(relied.verdict).toBe('confirmed')
    await send(
      'kz-customs',
      inspection('inspection-result-maikapchagai', { ...numbers, message: `${numbers.message}9` }, (text) =>
        text
          .replace('>9</FunctionCode>', '>3</FunctionCode>')
          .replace(
            '</InspectionResult>',
            '<Revocation><EffectiveDateTime>2026-11-25T08:00:00+05:00</EffectiveDateTime><Reason>Весы неисправны</Reason></Revocation></InspectionResult>',
          ),
      ),
    )
    const revoked = await ask('cn-border', asked(numbers))
    expect(revoked.verdict).toBe('refuted')
    expect(findings(revoked)).toContain('not-revoked fail REVOKED')
    expect(revoked.document?.revocation).toEqual({ from: '2026-11-25', reason: 'Весы неисправны' })
    await expect
      .poll(async () => collected(site().agency('cn-border').notices()), { timeout: 30_000, interval: 250 })
      .toContainEqual(
        expect.objectContaining({
          statement: expect.objectContaining({
            kind: 'recalled',
            reason: 'REVOKED',
            about: { verification: relied.verification },
          }),
        }),
      )
    expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('of another side than the sender are no facts: Kazakhstan does not speak for China', async () => {
    const numbers = controlNumbers(site().trip(), 'C', 'KZ-55305-2026-000339')
    await send(
      'kz-customs',
      inspection('inspection-result-maikapchagai', numbers, (text) =>
        text.replace('<CountryCode>KZ</CountryCode>', '<CountryCode>MN</CountryCode>'),
      ),
    )
    const answer = await ask('cn-border', asked(numbers))
    expect(findings(answer)).toContain('exists not-established NOT_SHOWN')
  })

  test('and China’s own are facts for both pairs, with its checklists', async () => {
    const [east, west] = [
      controlNumbers(site().trip(), 'C', 'CN-0705-2026-000871'),
      controlNumbers(site().trip(), 'C', 'CN-9408-2026-000112'),
    ]
    const border = site().sender('cn-border')
    for (const text of [
      erenhotChecklist(east),
      inspection('inspection-result-erenhot', east),
      jeminayChecklist(west),
      inspection('inspection-result-jeminay', west),
    ]) {
      const { exchange } = await border.submit(text)
      const { timeline } = await site().view(border, exchange)
      expect(timeline.map(({ record }) => record.kind)).toContain('entered')
    }
  })
})
