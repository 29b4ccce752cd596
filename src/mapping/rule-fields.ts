import { type DocumentPath, parseDocumentPath } from './document-path.ts'
import { type MessagePath, parseMessagePath } from './message-path.ts'
import { type Complaints, textsOf, type YamlMap, type YamlNode } from './yaml-source.ts'

export interface SourcePath extends DocumentPath {
  readonly text: string
  readonly line: number
}

/** Reads keys of one rule in the form each must have; a wrong form is a complaint and reads as absent. */
export class RuleFields {
  readonly #map: YamlMap
  readonly #complaints: Complaints

  constructor(map: YamlMap, complaints: Complaints) {
    this.#map = map
    this.#complaints = complaints
  }

  node(key: string): YamlNode | undefined {
    return this.#map.entries.get(key)
  }

  line(key: string): number {
    return this.node(key)?.line ?? this.#map.line
  }

  text(key: string): string | undefined {
    const node = this.node(key)
    if (node === undefined || node.kind === 'text') return node?.text
    return this.#complaints.add(node.line, `\`${key}\` must be a text`)
  }

  texts(key: string): string[] | undefined {
    const node = this.node(key)
    if (node === undefined) return undefined
    return textsOf(node) ?? this.#complaints.add(node.line, `\`${key}\` must be texts`)
  }

  oneOf<T extends string>(key: string, values: readonly T[]): T | undefined {
    const text = this.text(key)
    const value = values.find((each) => each === text)
    if (text === undefined || value !== undefined) return value
    return this.#complaints.add(
      this.line(key),
      `\`${key}: ${text}\` is unknown; write one of ${values.join(', ')}`,
    )
  }

  /** One text or a list of them, each one of `values`. */
  eachOf<T extends string>(key: string, values: readonly T[]): T[] | undefined {
    const texts = this.texts(key)
    const found = texts?.flatMap((text) => values.find((value) => value === text) ?? [])
    if (texts === undefined || (found?.length === texts.length && texts.length > 0)) return found
    return this.#complaints.add(
      this.line(key),
      `\`${key}: ${texts.join(', ')}\` is unknown; write ${values.join(', ')}, or a list of them`,
    )
  }

  count(key: string, least: number): number | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    if (/^\d{1,4}$/.test(text) && Number(text) >= least) return Number(text)
    return this.#complaints.add(this.line(key), `\`${key}\` must be a whole number, ${least} or more`)
  }

  messagePath(key: string): MessagePath | undefined {
    const text = this.text(key)
    if (text === undefined) return undefined
    const path = parseMessagePath(text)
    return typeof path === 'string' ? this.#complaints.add(this.line(key), path) : path
  }

  documentPath(key: string): SourcePath | undefined {
    const text = this.text(key)
    return text === undefined ? undefined : this.#path(text, this.line(key))
  }

  documentPaths(key: string): SourcePath[] | undefined {
    const texts = this.texts(key)
    const paths = texts?.flatMap((text) => this.#path(text, this.line(key)) ?? [])
    return paths?.length === texts?.length ? paths : undefined
  }

  documentTexts(key: string): { path: SourcePath; text: string }[] | undefined {
    const node = this.node(key)
    if (node === undefined) return undefined
    if (node.kind !== 'map')
      return this.#complaints.add(node.line, `\`${key}\` must be a map of document paths to texts`)
    return [...node.entries].flatMap(([name, value]) => {
      const path = this.#path(name, value.line)
      return path === undefined || value.kind !== 'text' ? [] : [{ path, text: value.text }]
    })
  }

  #path(text: string, line: number): SourcePath | undefined {
    const path = parseDocumentPath(text)
    if (path !== undefined) return { ...path, text, line }
    return this.#complaints.add(
      line,
      `"${text}" is no document path; write "alias.field" or ".field", items with [n]`,
    )
  }
}
