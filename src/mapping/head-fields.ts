import { type MessagePath, parseMessagePath } from './message-path.ts'
import { type Complaints, textsOf, type YamlMap } from './yaml-source.ts'

/** Reads the head's keys in the form each must have. */
export class HeadFields {
  readonly #map: YamlMap
  readonly #complaints: Complaints

  constructor(map: YamlMap, complaints: Complaints) {
    this.#map = map
    this.#complaints = complaints
  }

  line(key: string): number {
    return this.#map.entries.get(key)?.line ?? this.#map.line
  }

  text(key: string): string | undefined {
    const node = this.#map.entries.get(key)
    return node?.kind === 'text' ? node.text : undefined
  }

  required(key: string): string | undefined {
    const text = this.text(key)
    if (text === undefined || (text === '' && key !== 'namespace')) {
      return this.#complaints.add(this.line(key), `\`${key}\` is missing at the head; add it as a text`)
    }
    return text
  }

  texts(key: string): string[] {
    const node = this.#map.entries.get(key)
    if (node === undefined) return []
    return textsOf(node) ?? this.#complaints.add(node.line, `\`${key}\` must be texts`) ?? []
  }

  /** @param what it is a map of, for whoever wrote something else */
  map(key: string, what: string): YamlMap | undefined {
    const node = this.#map.entries.get(key)
    if (node === undefined || node.kind === 'map') return node
    return this.#complaints.add(node.line, `\`${key}\` must be a map of ${what}`)
  }

  pairs(key: string): [string, string][] {
    return [...(this.map(key, 'texts')?.entries ?? [])].map(([name, value]) => [
      name,
      value.kind === 'text' ? value.text : '',
    ])
  }

  paths(key: string): MessagePath[] {
    return this.texts(key).flatMap((text) => {
      const path = parseMessagePath(text)
      return typeof path === 'string' ? (this.#complaints.add(this.line(key), path) ?? []) : path
    })
  }
}
