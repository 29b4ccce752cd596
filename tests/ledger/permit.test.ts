import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { DATABASES } from '../harness/databases.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings } from './agency.ts'

describe.each(DATABASES)(
  'permits and operators that their authorities tell of, on the %s database',
  (kind) => {
    const site = useGateway(kind)
    const ask = async (agency: string, question: Question): Promise<Answer> =>
      (await site().agency(agency).ask(question)).statement
    let messages = 0

    /** A shipped sample under a message id of its own. Canonical and unsigned. */
    const sample = (name: string, change: (text: string) => string = (text) => text): string => {
      const text = readFileSync(`schemas/khorgos/samples/${name}.xml`, 'utf8')
      messages += 1
      const changed = change(text).replace(
        /<FunctionalReferenceID>[^<]*/,
        `<FunctionalReferenceID>T-${site().trip().number}-${messages}`,
      )
      using message = openXml(Buffer.from(changed))
      return writeCanonical(message.root)
    }
    const send = async (from: string, text: string): Promise<void> => {
      expect(await site().sender(from).submit(text)).toMatchObject({ status: 201, state: 'completed' })
    }

    const licence: Question = {
      kind: 'permit',
      issuer: 'CN',
      number: '26AA100124',
      purpose: 'licence-control',
      date: '2026-11-21',
      held: {
        holder: 'URUMQI TIANSHAN WEST ROAD TRADE CO LTD',
        lines: [{ line: 1, hs: '250300', quantity: { quantity: '50', unitCode: 'TNE' } }],
      },
      wants: [{ line: 1, quantity: { quantity: '14', unitCode: 'TNE' } }],
    }

    test('a licence is confirmed, suspended and revoked, each from its message on', async () => {
      await send('cn-licensing', sample('permit-issued'))
      const issued = await ask('cn-clearance', licence)
      expect(findings(issued)).toEqual([
        'exists pass',
        'authentic pass',
        'competent pass',
        'in-force pass',
        'matches holder pass',
        'matches hs 1 pass COMMON_DIGITS',
        'matches quantity 1 pass',
        'available 1 pass',
        'not-revoked pass',
      ])
      const suspension =
        '<Suspension><StartDate>2026-11-01</StartDate><Reason>Report missing</Reason></Suspension>'
      const suspended = (text: string): string =>
        text
          .replace('>9</FunctionCode>', '>5</FunctionCode>')
          .replace('>in-force<', '>suspended<')
          .replace('</Holder>', `</Holder>${suspension}`)
      await send('cn-licensing', sample('permit-issued', suspended))
      const held = await ask('cn-clearance', licence)
      expect(findings(held)).toContain('in-force fail SUSPENDED')
      expect(held.document?.suspensions).toEqual([{ from: '2026-11-01', reason: 'Report missing' }])
      const before = await ask('cn-clearance', { ...licence, date: '2026-10-31' })
      expect(before.verdict).toBe('confirmed')
      await send(
        'cn-licensing',
        sample('permit-issued', (text) => suspended(text).replace('>suspended<', '>revoked<')),
      )
      const revoked = await ask('cn-clearance', licence)
      expect(findings(revoked)).toContain('not-revoked fail REVOKED')
      const then = await ask('cn-clearance', { ...licence, asOf: issued.at })
      expect(then.verdict).toBe('confirmed')
      expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
    })

    test('an operator is confirmed to who has its number and knows it by another', async () => {
      await send('mn-customs', sample('economic-operator-minimal'))
      const question: Question = {
        kind: 'economic-operator',
        issuer: 'MN',
        number: 'MNAEO000018',
        purpose: 'release',
        held: { holderId: 'MN-REG 2874541', issueDate: '2025-11-03' },
      }
      const answer = await ask('cn-clearance', question)
      expect(findings(answer)).toEqual([
        'exists pass',
        'authentic pass',
        'competent pass',
        'in-force pass NO_LAST_DAY',
        'matches holderId pass',
        'matches issueDate pass',
        'not-revoked pass',
      ])
      const stranger = await ask('cn-clearance', {
        ...question,
        held: { holderId: 'MN-REG 2874541' },
      })
      expect(new Set(stranger.checks.map(({ reason }) => reason))).toEqual(new Set(['NOT_SHOWN']))
    })
  },
)
