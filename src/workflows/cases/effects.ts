import { asKhorgosError, KhorgosError } from '../../errors.ts'
import { nextAttempt } from '../../exchange/back-off.ts'
import { NOTHING } from '../../exchange/changes.ts'
import { crashPoint } from '../../exchange/crash-points.ts'
import type { Originator, OwnMessage } from '../../exchange/originate.ts'
import { createUnclaimedLoop } from '../../exchange/unclaimed-loop.ts'
import type { WorkLoop } from '../../exchange/work-loop.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Database } from '../../store/database.ts'
import {
  type DueEffect,
  dueEffects,
  type EffectName,
  postponeEffect,
} from '../../store/workflows/case-effects.ts'
import { ratingRows } from '../channel/ratings.ts'
import type { EffectKind } from '../definitions/compile.ts'
import type { CaseEntry, Happening } from './entry.ts'
import type { CaseResult } from './participant.ts'

/** What cases can have done: the table that definitions are checked against, and the work itself. */
export const EFFECTS = {
  /** A document goes to the customs across the crossing, in the format that its agreement names. */
  send: { required: ['document', 'content', 'crossing'], optional: ['about'] },
  /** Something happens in another case, or in several, which are opened for it where their workflow says so. */
  tell: { required: ['workflow', 'event'], optional: ['key', 'keys', 'office', 'data'] },
  /** Risk parameters are tried against the past; the case hears of it by the event `simulated`. */
  simulate: { required: ['parameters'] },
  /** What an inspection says of the risk parameters that fired is counted. */
  rate: { required: ['rating'] },
} as const satisfies Readonly<Record<string, EffectKind>>

/** To whom a document about a crossing goes, and as what. */
export interface Addressee {
  readonly to: string
  /** Format id. */
  readonly as: string
}

export interface EffectParts {
  readonly database: Database
  readonly originator: Originator<CaseEntry, CaseResult>
  /** @throws KhorgosError CONFIG_INVALID when no agreement says it */
  readonly addressee: (crossing: string, document: string, about?: string) => Addressee
  /** @returns what a case that has parameters tried is told of it */
  readonly simulate: (parameters: JsonValue | undefined) => Promise<JsonObject>
  readonly clock: () => Date
  readonly onFault: (error: unknown) => void
  /** Told after what a case of the workflow told another has reached none. */
  readonly onUnheard: (workflow: string) => void
}

const IDLE_MS = 1_000
const MAX_IN_FLIGHT = 8

/**
 * Does what follows from the events of cases, of each case in their order. Nothing is claimed: an effect is settled once, in the
 * transaction that makes it true. What cannot be done now is tried again, ever more seldom.
 */
export function createEffects(parts: EffectParts): WorkLoop {
  const { database, clock, onFault } = parts
  return createUnclaimedLoop<DueEffect>({
    idleMs: IDLE_MS,
    maxInFlight: MAX_IN_FLIGHT,
    due: (limit) => dueEffects(database, clock(), limit),
    keyOf: ({ caseId, revision, place }) => `${caseId} ${revision} ${place}`,
    work: async (due) => {
      try {
        await doEffect(parts, due)
      } catch (thrown) {
        const error = asKhorgosError(thrown)
        onFault(error)
        await postponeEffect(database, {
          ...due,
          dueAt: nextAttempt(due.attempts + 1, clock(), Math.random()),
          error: `${error.code}: ${error.message}`,
        })
      }
    },
    // Its row says when it is due again.
    faultPauseMs: 0,
    onFault,
  })
}

async function doEffect(parts: EffectParts, due: DueEffect): Promise<void> {
  const args: JsonObject = JSON.parse(due.args)
  if (due.kind === 'send') return send(parts, due, args)
  if (due.kind === 'tell') return tell(parts, due, args)
  if (due.kind === 'rate') return rate(parts, due, args)
  if (due.kind === 'simulate') {
    const data = await parts.simulate(args['parameters'])
    const target = { case: due.caseId }
    return happen(parts, due, [{ target, event: 'simulated', ...becauseOf(due), data }])
  }
  throw new KhorgosError('INTERNAL', `Nobody knows how to ${due.kind}.`)
}

async function send({ originator, addressee }: EffectParts, due: DueEffect, args: JsonObject): Promise<void> {
  const { exchange, changes } = await originator.prepare({
    ...messageOf(args, due.caseId, addressee),
    once: `effect ${due.revision} ${due.place}`,
  })
  crashPoint('before-effect-sent')
  const { outcome } = await originator.commit({
    ...changes,
    entry: { entry: 'happened', happenings: [], settles: { effect: nameOf(due), exchange } },
  })
  crashPoint('after-effect-sent')
  // A duplicate: another node has done it, and said so in the same transaction.
  if (outcome !== 'done' && outcome !== 'duplicate')
    throw new KhorgosError('INTERNAL', `An effect cannot end as ${outcome}.`)
}

/**
 * The message that an effect asks for.
 * @throws KhorgosError INTERNAL when it does not say all that it needs; what `addressee` throws
 */
export function messageOf(
  args: JsonObject,
  caseId: string,
  addressee: EffectParts['addressee'],
): Pick<OwnMessage, 'to' | 'as' | 'about' | 'documents'> {
  const due = { kind: 'send', caseId }
  const document = textOf(args['document'], due)
  const content = asObject(args['content'])
  if (content === undefined) throw malformed(due)
  const { about } = args
  return {
    ...addressee(
      textOf(args['crossing'], due),
      document,
      ...(about === undefined ? [] : [textOf(about, due)]),
    ),
    about: caseId,
    documents: { [document]: content },
  }
}

async function tell(parts: EffectParts, due: DueEffect, args: JsonObject): Promise<void> {
  crashPoint('before-effect-told')
  await happen(parts, due, tellingsOf(due, args))
  crashPoint('after-effect-told')
}

type TellingEffect = Pick<DueEffect, keyof EffectName | 'kind' | 'recordIndex'>

/** What other cases are told: the telling event is its basis. @throws KhorgosError INTERNAL where something of it is missing */
export function tellingsOf(due: TellingEffect, args: JsonObject): readonly Happening[] {
  const { key, keys } = args
  const all = key === undefined && isList(keys) ? keys : [key]
  return all.map((each) => ({
    target: {
      workflow: textOf(args['workflow'], due),
      key: textOf(each, due),
      office: args['office'] === undefined ? undefined : textOf(args['office'], due),
    },
    event: textOf(args['event'], due),
    ...becauseOf(due),
    data: asObject(args['data']) ?? {},
  }))
}

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value)

const becauseOf = (due: TellingEffect): Pick<Happening, 'cause' | 'basis'> => ({
  cause: { case: due.caseId, revision: due.revision, place: due.place },
  basis: [{ index: due.recordIndex, keyId: undefined }],
})

/** Something happens in cases because of the effect, which is done with it. */
async function happen(
  { originator, onUnheard }: EffectParts,
  due: DueEffect,
  happenings: readonly Happening[],
): Promise<void> {
  const committed = await originator.commit({
    ...NOTHING,
    entry: { entry: 'happened', happenings, settles: { effect: nameOf(due), exchange: undefined } },
  })
  const result = committed.outcome === 'done' ? committed.result : undefined
  if (result?.result === 'moved' && result.unheard === true) onUnheard(due.workflow)
}

async function rate({ originator }: EffectParts, due: DueEffect, args: JsonObject): Promise<void> {
  const effect = nameOf(due)
  await originator.commit({
    ...NOTHING,
    entry: {
      entry: 'happened',
      happenings: [],
      settles: { effect, exchange: undefined, ratings: ratingRows(args['rating'], effect) },
    },
  })
}

const nameOf = ({ caseId, revision, place }: DueEffect): EffectName => ({ caseId, revision, place })

type NamedEffect = Pick<DueEffect, 'kind' | 'caseId'>

function textOf(value: JsonValue | undefined, due: NamedEffect): string {
  if (typeof value !== 'string') throw malformed(due)
  return value
}

function malformed({ kind, caseId }: NamedEffect): KhorgosError {
  return new KhorgosError('INTERNAL', `An effect ${kind} of case ${caseId} does not say all that it needs.`)
}
