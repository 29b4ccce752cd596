import { isDeepStrictEqual } from 'node:util'
import type { InspectionResult } from '../../model/generated/inspection-result.ts'
import type { Response } from '../../model/generated/response.ts'
import type { JsonValue } from '../../model/json.ts'
import { has, plain } from '../definitions/arguments.ts'
import type { Operations } from '../definitions/term.ts'
import { checklistIn } from '../supervision/arguments.ts'
import { type Crossing, crossingOf } from '../supervision/border.ts'
import type { SupervisionParts } from '../supervision/operations.ts'
import { OBJECTIONS, type Recognition, recognise } from './recognise.ts'

type Args = Readonly<Record<string, JsonValue | undefined>>

/** What definitions of mutual recognition can have done. All of it is pure. */
export function recognitionOperations({ country, arrangements }: SupervisionParts): Operations {
  const crossing = (args: Args): Crossing | undefined => {
    const result = resultIn(args['result'])
    if (result === undefined) return undefined
    const { borderCrossingId } = result
    const named = { id: result.subject.id, ...(borderCrossingId !== undefined && { borderCrossingId }) }
    return crossingOf(named, country, arrangements)
  }
  return {
    resultOffice: { required: ['result'], call: (args) => crossing(args)?.ours.office },
    resultCrossing: { required: ['result'], call: (args) => crossing(args)?.ours.crossing },
    /** Whether, and how far, a result is taken for our own. */
    recognition: {
      required: ['result', 'at'],
      optional: ['checklist', 'seals', 'against'],
      call: (args) => {
        const result = resultIn(args['result'])
        const at = crossing(args)
        const moment = args['at']
        if (result === undefined || at === undefined || typeof moment !== 'string') return undefined
        return plain(
          recognise(result, at.arrangement, {
            goods: goodsOf(args['checklist']),
            seals: args['seals'] === 'broken' ? 'broken' : undefined,
            against: OBJECTIONS.find((each) => each === args['against']),
            at: new Date(moment),
            country: at.country,
          }),
        )
      },
    },
    /** Whether a result stands for something else than before; that it is fresh for another time is nothing else. */
    recognitionChanged: {
      required: ['before', 'after'],
      call: ({ before, after }) =>
        isRecognition(before) && isRecognition(after)
          ? !isDeepStrictEqual(substanceOf(before), substanceOf(after))
          : true,
    },
    /** What the other side is told of its result. */
    recognitionAnswer: {
      required: ['result', 'recognition', 'at'],
      optional: ['messageId'],
      call: ({ result: given, recognition, at, messageId }) => {
        const result = resultIn(given)
        if (result === undefined || !isRecognition(recognition) || typeof at !== 'string') return undefined
        return plain(answerOf(result, recognition, at, typeof messageId === 'string' ? messageId : result.id))
      },
    },
  }
}

function substanceOf({ outcome, checks, reasons }: Recognition): object {
  return { outcome, checks, reasons }
}

const ANSWERS = {
  recognised: { statusCode: 'accepted', outcome: 'accepted' },
  partly: { statusCode: 'review', outcome: 'review' },
  'not-recognised': { statusCode: 'rejected', outcome: 'rejected' },
} as const

function answerOf(
  result: InspectionResult,
  { outcome, checks, reasons }: Recognition,
  at: string,
  functionalReferenceId: string,
): Response {
  const answer = ANSWERS[outcome]
  const said = [
    ...reasons,
    ...checks.flatMap(({ sequenceNumeric, reasons: own }) =>
      own.map((reason) => `${sequenceNumeric} ${reason}`),
    ),
  ]
  return {
    // One result can be answered more than once, and two messages about it in one batch: each answer has a number of its own.
    id: `${functionalReferenceId}-${answer.statusCode}-${at.replaceAll(/\D/g, '')}`.slice(-LONGEST_ID),
    functionalReferenceId,
    issueDateTime: at,
    functionCode: result.functionCode ?? '9',
    declaration: { id: result.id },
    level: 'business',
    outcome: answer.outcome,
    status: {
      statusCode: answer.statusCode,
      ...(said.length > 0 && { statusDescription: said.join(', ').slice(0, LONGEST_DESCRIPTION) }),
    },
  }
}

const LONGEST_ID = 64
const LONGEST_DESCRIPTION = 512

/** Tariff numbers of a checklist whose every line states one. */
function goodsOf(value: JsonValue | undefined): readonly string[] | undefined {
  const lines = checklistIn(value)?.consignmentItems.map(({ classification }) => classification?.id)
  const told = lines?.flatMap((id) => id ?? [])
  return told === undefined || told.length < (lines?.length ?? 0) ? undefined : told
}

function resultIn(value: JsonValue | undefined): InspectionResult | undefined {
  return isResult(value) ? value : undefined
}

const isResult = (value: unknown): value is InspectionResult => has(value, 'inspections', 'subject', 'id')

const isRecognition = (value: unknown): value is Recognition => has(value, 'outcome', 'checks')
