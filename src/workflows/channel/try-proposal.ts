import { KhorgosError } from '../../errors.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Database } from '../../store/database.ts'
import { pastDecisions, type PastDecision } from '../../store/workflows/past-decisions.ts'
import { plain } from '../definitions/arguments.ts'
import type { Outcome } from './feedback.ts'
import { isParameters, type ParameterHistory } from './history.ts'
import { projectionOf } from './operations.ts'
import { compileParameter } from './parameter.ts'
import { beginSimulation, type Past } from './simulate.ts'
import { INSPECTION_RESULTS } from './vocabulary.ts'

/** The past that a proposal is tried against: as far back, and as many decisions, at most. */
const PAST_DAYS = 365
const PAST_DECISIONS = 20_000
/** Decisions between which others get their turn. */
const PAGE = 50
const DAY = 86_400_000

export interface TrialParts {
  readonly database: Database
  readonly history: ParameterHistory
  readonly clock: () => Date
}

/**
 * Plays the decisions on record again with each of some drafts, against what is in force now.
 *
 * @returns what the case of the proposal is told
 */
export async function tryProposal(
  { database, history, clock }: TrialParts,
  parameters: JsonValue | undefined,
): Promise<JsonObject> {
  const now = clock()
  await history.refresh(database)
  const version = history.versions.at(-1)
  if (version === undefined || !isParameters(parameters))
    throw new KhorgosError('INTERNAL', 'There is nothing to try, or nothing to try it against.')
  const run = beginSimulation({
    ...version.ready(),
    candidates: parameters.map((each) => compileParameter(each, { path: each.id })),
    now,
  })
  const since = new Date(now.getTime() - PAST_DAYS * DAY)
  let before: string | undefined
  for (let seen = 0; seen < PAST_DECISIONS; seen += PAGE) {
    const page = await pastDecisions(database, { workflow: 'clearance', since, before, limit: PAGE })
    for (const each of page) {
      const past = pastOf(each)
      if (past !== undefined) run.add(past)
    }
    before = page.at(-1)?.id
    if (page.length < PAGE) break
  }
  return plain({ reports: run.reports() })
}

function pastOf({ office, data: text }: PastDecision): Past | undefined {
  const data: JsonObject = JSON.parse(text)
  const moment = asObject(data['decision'])?.['moment']
  const projected = typeof moment === 'string' ? projectionOf(data, office, moment) : undefined
  const outcome = outcomeIn(data)
  return projected && { facts: projected.facts, ...(outcome && { outcome }) }
}

/** What its inspection gave; undefined where there was none, or it is still to come. */
function outcomeIn({ result: given, minutes }: JsonObject): Outcome | undefined {
  const result = INSPECTION_RESULTS.find((each) => each === given)
  return result && { result, ...(typeof minutes === 'number' && { minutes }) }
}
