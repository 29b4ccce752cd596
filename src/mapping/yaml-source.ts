import { basename } from 'node:path'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml'
import { KhorgosError, type ErrorCode } from '../errors.ts'

/**
 * A YAML file as maps, lists and texts that know their lines. The failsafe schema keeps every scalar a text, so
 * that `01`, `no` and `2026-11-21` stay what the author wrote.
 */
export type YamlNode = YamlMap | YamlList | YamlText

export interface YamlMap {
  readonly kind: 'map'
  readonly line: number
  readonly entries: ReadonlyMap<string, YamlNode>
}

export interface YamlList {
  readonly kind: 'list'
  readonly line: number
  readonly items: readonly YamlNode[]
}

export interface YamlText {
  readonly kind: 'text'
  readonly line: number
  readonly text: string
}

/** @returns the texts of a list, or the one text; undefined when something else is among them. */
export function textsOf(node: YamlNode): string[] | undefined {
  const items = node.kind === 'list' ? node.items : [node]
  const texts = items.flatMap((item) => (item.kind === 'text' ? item.text : []))
  return texts.length === items.length ? texts : undefined
}

/** What is wrong with a file, all of it: `line` is 1-based. */
export class Complaints {
  readonly list: { readonly line: number; readonly text: string }[] = []

  add(line: number, text: string): undefined {
    this.list.push({ line, text })
    return undefined
  }

  /** One error for the file, with one for each thing that is wrong in it, in the order of the lines. */
  error(code: ErrorCode, file: string): KhorgosError {
    const name = basename(file)
    const problems = this.list
      .toSorted((a, b) => a.line - b.line)
      .map(
        ({ line, text }) =>
          new KhorgosError(code, `${name}:${line}: ${text}.`, { place: { path: name, line } }),
      )
    const message = problems.map((problem) => problem.message).join('\n')
    return new KhorgosError(code, message, { place: problems[0]?.place, problems })
  }
}

/** Aliases may share a block of rules, but not nest into more nodes than any honest file has. */
const MAX_NODES = 100_000

/** @returns the root node; undefined with complaints when the text is not one YAML document. */
export function parseYaml(text: string, complaints: Complaints): YamlNode | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', prettyErrors: false })
  for (const problem of [...document.errors, ...document.warnings]) {
    complaints.add(lines.linePos(problem.pos[0]).line, problem.message)
  }
  if (complaints.list.length > 0) return undefined
  const convert = converter(document, lines, complaints)
  return convert(document.contents)
}

function converter(
  document: Document,
  lines: LineCounter,
  complaints: Complaints,
): (node: unknown) => YamlNode {
  let nodes = 0
  const lineOf = (node: Node) => lines.linePos(node.range?.[0] ?? 0).line
  const convert = (node: unknown): YamlNode => {
    nodes += 1
    if (nodes === MAX_NODES) complaints.add(1, 'the aliases unfold to too many nodes; repeat less')
    if (nodes >= MAX_NODES) return { kind: 'text', line: 1, text: '' }
    if (isAlias(node)) return convert(node.resolve(document))
    if (isSeq(node)) return { kind: 'list', line: lineOf(node), items: node.items.map(convert) }
    if (isScalar(node)) return { kind: 'text', line: lineOf(node), text: String(node.value) }
    if (!isMap(node)) return { kind: 'text', line: 1, text: '' }
    const entries = new Map<string, YamlNode>()
    for (const { key, value } of node.items) {
      if (isScalar(key)) entries.set(String(key.value), convert(value))
      else complaints.add(lineOf(node), 'a key must be a text; mend the indentation')
    }
    return { kind: 'map', line: lineOf(node), entries }
  }
  return convert
}
