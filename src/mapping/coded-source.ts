import { KhorgosError } from '../errors.ts'
import type { CodeList } from '../model/code-list.ts'
import type { JsonValue } from '../model/json.ts'
import { type Compiler, cover } from './compiler.ts'
import type { MutableValue } from './document-path.ts'
import { accessField, type FieldAccess, type HubPath } from './hub-path.ts'
import type { ReadRun, Slot, WriteRun } from './plan.ts'

/**
 * The code of the message beside the code of the hub. Several codes of a list may mean one hub code; where a hub
 * document has the field `<name>Source` beside `<name>`, reading keeps there which one it was and of which list,
 * and writing with the same list gives it back. A code that the hub has none for stands there alone.
 */
export interface CodedSource {
  readonly listId: SourceField
  readonly code: SourceField
  /** Of the rule: undefined where the format writes the hub's code as it is. */
  readonly list: CodeList | undefined
  /** A rule of the file names `<name>Source` itself, which is then its business alone. */
  named: boolean
}

interface SourceField {
  readonly access: FieldAccess
  readonly slot: Slot
}

const PARTS = ['listId', 'code'] as const

/** @returns the paths of `<name>Source`, for the field at `path`; none where the document has no such field. */
export function sourcePaths(compiler: Compiler, path: HubPath): HubPath[] {
  return PARTS.flatMap((part) => {
    const [steps, absolute] = [beside(path.steps, part), beside(path.absolute, part)]
    const field = absolute && compiler.head.aliases[path.document]?.schema.field(absolute)
    if (steps === undefined || absolute === undefined || typeof field !== 'object') return []
    return [{ ...path, steps, absolute, field, pattern: `${path.pattern}Source.${part}` }]
  })
}

function beside(steps: HubPath['steps'], part: string): HubPath['steps'] | undefined {
  const last = steps.at(-1)
  return typeof last === 'string' ? [...steps.slice(0, -1), `${last}Source`, part] : undefined
}

/** @returns undefined for a field without `<name>Source`. */
export function compileSource(
  compiler: Compiler,
  rule: { readonly line: number; readonly code: string | undefined },
  message: string,
  path: HubPath,
): CodedSource | undefined {
  const paths = sourcePaths(compiler, path)
  const [listId, code] = paths.map((part) => ({
    access: accessField(part),
    slot: compiler.slot({ line: rule.line }, { message, document: part.pattern, outcome: 'kept' }),
  }))
  const list = rule.code === undefined ? undefined : compiler.head.codes.get(rule.code)
  if (listId === undefined || code === undefined) return undefined
  const source = { listId, code, list, named: false }
  compiler.later.push(() => {
    source.named = isNamed(compiler, paths)
  })
  return source
}

/** A rule that writes a field accounts for its source too, unless another rule names that. */
export function coverSource(compiler: Compiler, path: HubPath, sometimes: boolean): void {
  const paths = sourcePaths(compiler, path)
  compiler.later.push(() => {
    if (!isNamed(compiler, paths)) for (const each of paths) cover(compiler, each, sometimes)
  })
}

function isNamed(compiler: Compiler, paths: readonly HubPath[]): boolean {
  return paths.some(({ pattern }) => compiler.named.has(pattern))
}

/**
 * Keeps the message's code where the hub's alone has no way back; the value is then no change.
 * @param fresh the field had no value before: another field of the message may have given it the same one.
 */
export function keepSource(
  source: CodedSource,
  text: string,
  fresh: boolean,
  item: MutableValue,
  run: ReadRun,
): void {
  const { listId, code, list, named } = source
  if (list === undefined || named) return
  const oneWay = run.changed !== undefined
  if (fresh && oneWay) {
    setSource(listId, list.id, item, run)
    setSource(code, text, item, run)
    if (holds(source, list, text, item, run)) run.changed = undefined
  } else if (!fresh) {
    // Two fields of the message share this value, and writing will give both of them the code of the first.
    const first = listId.access.get(item, run) === list.id ? code.access.get(item, run) : undefined
    if (oneWay && first === text) run.changed = undefined
    else if (typeof first === 'string' && first !== text)
      run.changed = `the code list ${list.name} has ${first} for it, from another field of the message`
  }
}

function setSource({ access, slot }: SourceField, text: string, item: MutableValue, run: ReadRun): void {
  if (access.set(item, text, run) === true) run.fresh[slot.id] = (run.fresh[slot.id] ?? 0) + 1
}

/** Whether the document has this code there: a field read before may have put another one. */
function holds(
  { listId, code }: CodedSource,
  list: CodeList,
  text: string,
  item: MutableValue,
  run: ReadRun,
): boolean {
  return listId.access.get(item, run) === list.id && code.access.get(item, run) === text
}

/**
 * Keeps a code that the hub has none for: it stands in the document by itself.
 * @throws KhorgosError CODE_UNKNOWN where the document has no place for it, FIELD_INVALID for two of them.
 */
export function keepAlone(
  source: CodedSource | undefined,
  text: string,
  item: MutableValue,
  run: ReadRun,
): void {
  const list = source?.list
  if (source === undefined || list === undefined || source.named)
    throw new KhorgosError('CODE_UNKNOWN', `The hub has no code for "${text}".`)
  setSource(source.listId, list.id, item, run)
  setSource(source.code, text, item, run)
  if (!holds(source, list, text, item, run))
    throw new KhorgosError('FIELD_INVALID', `"${text}" differs from what the message says elsewhere.`)
}

/** @returns the code that this list had for the value when it was read; undefined when it cannot be given back. */
export function ownSource(
  { listId, code, list, named }: CodedSource,
  hub: JsonValue | undefined,
  item: JsonValue | undefined,
  run: WriteRun,
): string | undefined {
  if (list === undefined || named || listId.access.get(item, run) !== list.id) return undefined
  const own = code.access.get(item, run)
  // The hub's code is what was agreed on; a source that no longer means it is stale.
  return typeof own === 'string' && list.toHub(own, run.day)?.code === (hub ?? '') ? own : undefined
}

/** @throws KhorgosError CODE_UNKNOWN for a code of another list that stands alone: there is nothing to write for it. */
export function refuseAlone(
  { listId, code, named }: CodedSource,
  item: JsonValue | undefined,
  run: WriteRun,
): undefined {
  const alone = named ? undefined : code.access.get(item, run)
  if (typeof alone !== 'string') return undefined
  throw new KhorgosError(
    'CODE_UNKNOWN',
    `"${alone}" of the code list ${nameOf(listId, item, run)} has no equal in this format.`,
  )
}

/** Notes that a code which reading kept is not given back. @returns that code. */
export function foreignSource(
  { listId, code, named }: CodedSource,
  item: JsonValue | undefined,
  run: WriteRun,
): string | undefined {
  const foreign = named ? undefined : code.access.get(item, run)
  if (typeof foreign !== 'string') return undefined
  run.changed = `it was read as a code of ${nameOf(listId, item, run)}, which this format cannot give back`
  return foreign
}

/** The id of the list a source is from; a document made elsewhere may lack it. */
function nameOf(listId: SourceField, item: JsonValue | undefined, run: WriteRun): string {
  const name = listId.access.get(item, run)
  return typeof name === 'string' ? name : '?'
}
