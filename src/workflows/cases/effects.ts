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
import type { EffectKind } from '../definitions/compile.ts'
import type { CaseEntry, Happening } from './entry.ts'
import type { CaseResult } from './participant.ts'

/** What cases can have done: the table that definitions are checked against, and the work itself. */
export const EFFECTS = {
  /** A document goes to the customs across the crossing, in the format that its agreement names. */
  send: { required: ['document', 'content', 'crossing'], optional: ['about'] },
  /** Something happens in another case, which is opened for it where its workflow says so. */
  tell: { required: ['workflow', 'key', 'event'], optional: ['office', 'data'] },
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

async function tell({ originator, onUnheard }: EffectParts, due: DueEffect, args: JsonObject): Promise<void> {
  crashPoint('before-effect-told')
  const committed = await originator.commit({
    ...NOTHING,
    entry: {
      entry: 'happened',
      happenings: [tellingOf(due, args)],
      settles: { effect: nameOf(due), exchange: undefined },
    },
  })
  crashPoint('after-effect-told')
  const result = committed.outcome === 'done' ? committed.result : undefined
  if (result?.result === 'moved' && result.unheard === true) onUnheard(due.workflow)
}

/** What another case is told: the telling event is its basis. @throws KhorgosError INTERNAL where something of it is missing */
export function tellingOf(
  due: Pick<DueEffect, keyof EffectName | 'kind' | 'recordIndex'>,
  args: JsonObject,
): Happening {
  return {
    target: {
      workflow: textOf(args['workflow'], due),
      key: textOf(args['key'], due),
      office: args['office'] === undefined ? undefined : textOf(args['office'], due),
    },
    event: textOf(args['event'], due),
    cause: { case: due.caseId, revision: due.revision, place: due.place },
    basis: [{ index: due.recordIndex, keyId: undefined }],
    data: asObject(args['data']) ?? {},
  }
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
