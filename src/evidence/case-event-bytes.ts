import { KhorgosError } from '../errors.ts'
import { asObject, objectsAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { canonicalJsonBytes, parseCanonicalJson } from './canonical-json.ts'
import type { EventOnRecord } from './case-events.ts'
import {
  type Check,
  decimal,
  equalTo,
  instant,
  isShaped,
  listOf,
  oneOf,
  sha256,
  shaped,
  text,
  uuid,
} from './shape.ts'

/**
 * An event and its bytes. A document that came with an event is often what the case learns by it and what it sends on: the bytes
 * hold it once, and `repeats` says where else it stands: JSON Pointers (RFC 6901) of the places left out to the place kept.
 */

/** @throws TypeError for what JSON cannot hold exactly */
export function encodeCaseEvent(event: EventOnRecord): Uint8Array {
  const places = new Map<object, string>()
  const repeats = new Map<string, string>()
  note(event.data, '/data', places)
  const set = kept(event.set, '/set', places, repeats)
  const effects = event.effects.map(({ kind, args }, place) => ({
    kind,
    args: kept(args, `/effects/${place}/args`, places, repeats),
  }))
  return canonicalJsonBytes({
    ...event,
    set,
    effects,
    ...(repeats.size > 0 && { repeats: Object.fromEntries(repeats) }),
  })
}

/** Where each list and object stands first. */
function note(value: JsonValue, at: string, places: Map<object, string>): void {
  if (typeof value !== 'object' || value === null) return
  if (!places.has(value)) places.set(value, at)
  for (const [name, member] of Object.entries(value)) note(member, `${at}/${escaped(name)}`, places)
}

/** The members that stand nowhere else yet. */
function kept(
  members: JsonObject,
  above: string,
  places: Map<object, string>,
  repeats: Map<string, string>,
): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(([name, value]) => {
      const at = `${above}/${escaped(name)}`
      const place = typeof value === 'object' && value !== null ? places.get(value) : undefined
      if (place !== undefined) repeats.set(at, place)
      else note(value, at, places)
      return place === undefined
    }),
  )
}

const object: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0

const SHAPE = {
  required: {
    v: equalTo(1),
    case: uuid,
    workflow: text,
    version: count,
    key: text,
    office: text,
    revision: count,
    at: instant,
    event: text,
    cause: object,
    basis: listOf(decimal),
    data: object,
    from: text,
    to: text,
    set: object,
    effects: listOf(shaped({ required: { kind: text, args: object } })),
    entered: count,
  },
  optional: {
    signer: sha256,
    transition: text,
    unfit: oneOf('unexpected', 'not-met'),
    dueAt: instant,
    outcome: text,
    repeats: object,
  },
}

type Written = EventOnRecord & { readonly repeats?: JsonObject }

/** @throws KhorgosError EVIDENCE_INVALID for anything that `encodeCaseEvent` would not have written */
export function decodeCaseEvent(bytes: Uint8Array): EventOnRecord {
  const value = parseCanonicalJson(bytes)
  if (!isWritten(value)) throw new KhorgosError('EVIDENCE_INVALID', 'The bytes are no event of a case.')
  const { repeats = {}, ...event } = value
  return Object.entries(repeats).reduce<EventOnRecord>((whole, [at, place]) => {
    const found = typeof place === 'string' ? lookUp(whole, place) : undefined
    if (found === undefined) throw new KhorgosError('EVIDENCE_INVALID', `Nothing stands where ${at} is kept.`)
    return put(whole, at, found)
  }, event)
}

function isWritten(value: unknown): value is Written {
  return isShaped(value, SHAPE)
}

function lookUp({ data, set, effects }: EventOnRecord, place: string): JsonValue | undefined {
  const root: JsonValue = { data, set, effects: effects.map(({ kind, args }) => ({ kind, args })) }
  return stepsOf(place).reduce<JsonValue | undefined>(
    (at, step) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, step)
        ? Object.entries(at).find(([name]) => name === step)?.[1]
        : undefined,
    root,
  )
}

function put(event: EventOnRecord, at: string, value: JsonValue): EventOnRecord {
  const [root, first = '', args, name] = stepsOf(at)
  if (root === 'set' && args === undefined) return { ...event, set: { ...event.set, [first]: value } }
  if (root !== 'effects' || args !== 'args' || name === undefined)
    throw new KhorgosError('EVIDENCE_INVALID', `Nothing is left out at ${at}.`)
  const effects = event.effects.map((each, place) =>
    String(place) === first ? { ...each, args: { ...each.args, [name]: value } } : each,
  )
  return { ...event, effects }
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What came with an event, and who did it, whatever else its bytes hold. */
export function actIn(bytes: Uint8Array): { readonly data: JsonObject; readonly by: JsonObject } | undefined {
  const value: JsonValue = JSON.parse(Buffer.from(bytes).toString('utf8'))
  const [event] = objectsAt({ list: [value] }, 'list')
  const data = asObject(event?.['data'])
  const by = asObject(asObject(event?.['cause'])?.['by'])
  return data === undefined || by === undefined ? undefined : { data, by }
}
