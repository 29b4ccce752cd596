import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import type { Confirmation } from '../../model/generated/parts.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonValue } from '../../model/json.ts'
import type { Arrangement } from '../checklist/arrangement.ts'
import { type ChecklistComparison, compareChecklist } from '../checklist/compare/compare.ts'
import { contradictions, withContradictions } from '../checklist/presentation/contradict.ts'
import { presentedIn } from '../checklist/presentation/verify.ts'
import { plain, textsIn } from '../definitions/arguments.ts'
import type { Operation, Operations } from '../definitions/term.ts'
import {
  checklistIn,
  comparisonIn,
  confirmationIn,
  officerOf,
  responseIn,
  statedChecklistIn,
  statedIn,
} from './arguments.ts'
import { crossingOf, ownNumber } from './border.ts'
import { enRouteOperations } from './en-route-operations.ts'
import { decisionOf, feedbackOf, issued, withConfirmation, withdrawn } from './papers.ts'

export interface SupervisionParts {
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
  readonly arrangements: readonly Arrangement[]
}

/** What definitions of joint supervision can have done with the papers of a case. All of it is pure. */
export function supervisionOperations({ country, arrangements }: SupervisionParts): Operations {
  const crossing = (args: Args) => {
    const checklist = checklistIn(args['checklist'])
    return checklist && crossingOf(checklist, country, arrangements)
  }
  return {
    /** Office of ours that a load passes. */
    ourOffice: operation(['checklist'], (args) => crossing(args)?.ours.office),
    crossing: operation(['checklist'], (args) => crossing(args)?.ours.crossing),
    /** Number of a list, where it is one that whoever sent it may speak of. */
    ownNumber: operation(['checklist', 'from'], ({ checklist, from }) => {
      const list = checklistIn(checklist)
      return list && typeof from === 'string' ? ownNumber(list, from, country, arrangements) : undefined
    }),
    /** A list that our office issues, with what it gives to it. */
    issued: operation(['checklist', 'number', 'office', 'at'], (args) => {
      const stated = statedChecklistIn(args['checklist'])
      const { number, office, at } = textsIn(args)
      if (stated === undefined || number === undefined || office === undefined || at === undefined)
        return undefined
      const where = crossingOf({ id: number }, country, arrangements)
      if (where?.ours.office !== office) return undefined
      const { ours, country: to } = where
      return plain(issued(stated, { number, at, office, from: country, to, crossing: ours.crossing }))
    }),
    /** What our officer states, as our word on the list. */
    confirmation: {
      required: ['statement', 'by', 'at'],
      optional: ['decision', 'office'],
      call: ({ statement, by, at, decision, office }) =>
        plain({
          ...statedIn(statement),
          countryCode: country,
          dateTime: at,
          ...(office !== undefined && { office: { id: office, countryCode: country } }),
          ...officerOf(by),
          ...(decision !== undefined && { decision: { statusCode: decision } }),
        }),
    },
    confirmed: operation(['checklist', 'confirmation'], (args) => {
      const checklist = checklistIn(args['checklist'])
      const confirmation = confirmationIn(args['confirmation'])
      return checklist && confirmation && plain(withConfirmation(checklist, confirmation))
    }),
    withdrawn: operation(['checklist'], (args) => {
      const checklist = checklistIn(args['checklist'])
      return checklist && plain(withdrawn(checklist))
    }),
    ...enRouteOperations(),
    /** What our side found of the seals: `intact`, or `broken` when any was broken, missing or another one. */
    sealsFound: operation(['comparison'], (args) => {
      const comparison = comparisonIn(args['comparison'])
      if (comparison === undefined || comparison.editions.entry.length === 0) return undefined
      return comparison.discrepancies.some(({ kind }) => kind === 'seal-broken' || kind === 'seal-number')
        ? 'broken'
        : 'intact'
    }),
    /** What a judgement of a result of the other side has to know of the load. */
    loadKnown: {
      required: ['checklist'],
      optional: ['seals'],
      call: ({ checklist, seals }) => ({
        ...(checklist !== undefined && { checklist }),
        ...(seals !== undefined && { seals }),
      }),
    },
    /** What the entry side tells of a load that it has decided about. */
    feedback: {
      required: ['checklist', 'decision', 'at'],
      optional: ['messageId', 'comparison', 'reason', 'ruling', 'by', 'office'],
      call: (args) => {
        const checklist = checklistIn(args['checklist'])
        const { decision, at, by, office } = args
        if (checklist === undefined || typeof decision !== 'string' || typeof at !== 'string')
          return undefined
        const { messageId, reason } = textsIn(args)
        const ruling = responseIn(args['ruling'])
        return plain(
          feedbackOf(checklist, {
            decision,
            at,
            comparison: comparisonIn(args['comparison']),
            ...(messageId !== undefined && { messageId }),
            ...(reason !== undefined && { reason }),
            ...(ruling !== undefined && { ruling }),
            ...(typeof office === 'string' && { office: { id: office, countryCode: country } }),
            ...officerOf(by),
          }),
        )
      },
    },
    /** What an answer to a list decides, where the side that the truck enters gave it. */
    decision: operation(['response', 'checklist', 'from'], ({ response, checklist, from }) => {
      const [answer, list] = [responseIn(response), checklistIn(checklist)]
      return answer && list && typeof from === 'string' ? decisionOf(answer, list, from) : undefined
    }),
    /** What the code of a list says, which was verified when the officer showed it. */
    presented: operation(['code'], ({ code }) => {
      const presentation = typeof code === 'string' ? presentedIn(code) : undefined
      return presentation && plain({ ...presentation, code })
    }),
    compared: {
      required: ['checklist'],
      optional: ['ours', 'presentation'],
      call: (args) => {
        const checklist = checklistIn(args['checklist'])
        const at = crossing(args)
        if (checklist === undefined || at === undefined) return undefined
        const compared = compareBoth(checklist, confirmationIn(args['ours']), country, at.arrangement)
        const code = asObject(args['presentation'])?.['code']
        const presentation = typeof code === 'string' ? presentedIn(code) : undefined
        const found = presentation === undefined ? [] : contradictions(presentation, checklist)
        return plain(withContradictions(compared, found))
      },
    },
  }
}

type Args = Readonly<Record<string, JsonValue | undefined>>

function operation(required: readonly string[], call: Operation['call']): Operation {
  return { required, call }
}

/** The other side's word stands in the list as it sent it; ours is what we found. */
function compareBoth(
  checklist: LoadChecklist,
  ours: Confirmation | undefined,
  country: string,
  arrangement: Arrangement,
): ChecklistComparison {
  const { exitCountryCode = '', entryCountryCode = '' } = checklist
  const seen = ours === undefined ? checklist : withConfirmation(checklist, ours)
  const entry = entryCountryCode === '' ? country : entryCountryCode
  return compareChecklist(
    {
      stated: [checklist],
      exit: { country: exitCountryCode, documents: [seen] },
      entry: { country: entry, documents: [seen] },
    },
    arrangement,
  )
}
