import { KhorgosError } from '../../errors.ts'
import type { TreeElement } from '../../model/tree.ts'
import type { OpenMessage } from '../syntax.ts'
import { readEnvelope } from './envelope.ts'
import { matchSegments } from './groups.ts'
import { openInterchange } from './interchange.ts'
import { raise } from './lift.ts'
import { DEFAULT_EDIFACT_LIMITS, type EdifactLimits } from './limits.ts'
import { namespaceOf, type Specification } from './specification.ts'

/** Told one by one; a hostile message must not make a list as long as itself. */
const MAX_PROBLEMS = 100

/** An open interchange of one message: a tree under the specification that its header names. */
export class EdifactMessage implements OpenMessage {
  readonly root: TreeElement
  readonly specification: Specification

  constructor(root: TreeElement, specification: Specification) {
    this.root = root
    this.specification = specification
  }

  /** Nothing to free: it is plain data. There for the sake of messages that hold foreign memory. */
  [Symbol.dispose](): void {}
}

/**
 * Opens an interchange: the one place where its bytes become a tree.
 *
 * @param specifications by namespace: UNH says which of them the message follows
 * @throws KhorgosError MESSAGE_EMPTY, MESSAGE_TOO_LARGE, SCHEMA_INVALID, FIELD_INVALID, TOTAL_MISMATCH or
 *   FORMAT_UNKNOWN; what is wrong with single values is told together, in `problems`
 */
export function openEdifact(
  bytes: Uint8Array,
  specifications: { get(namespace: string): Specification | undefined },
  limits: EdifactLimits = DEFAULT_EDIFACT_LIMITS,
): EdifactMessage {
  const interchange = openInterchange(bytes, limits)
  const namespace = namespaceOf(...interchange.says)
  const specification = specifications.get(namespace)
  if (specification === undefined) throw unknown(interchange.says)
  const { version, characters, segments } = interchange
  const reading = { version, characters, namespace, faults: [] }
  const envelope = readEnvelope(interchange, specification, reading)
  const body = matchSegments(specification.items, segments, segments.length + 3, reading)
  refuse(reading.faults)
  const children = [...envelope, ...body]
  const root = { name: specification.type, namespace, attributes: [], children, text: '', line: 1 }
  return new EdifactMessage(raise(root, specification.lifts), specification)
}

function refuse(faults: readonly KhorgosError[]): void {
  const [first, second] = faults
  if (first === undefined) return
  if (second === undefined) throw first
  const more = `${first.message}; and ${faults.length - 1} more`
  throw new KhorgosError('SCHEMA_INVALID', more, {
    place: first.place,
    problems: faults.slice(0, MAX_PROBLEMS),
  })
}

function unknown([type, version, release, agency]: readonly string[]): KhorgosError {
  return new KhorgosError(
    'FORMAT_UNKNOWN',
    `No format is known for UN/EDIFACT message ${type}, directory ${version}:${release}, agency ${agency}`,
    { place: { path: '/segment[2]/UNH/element[2]', line: 2 } },
  )
}
