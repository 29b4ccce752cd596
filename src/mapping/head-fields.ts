import { type MessagePath, parseMessagePath } from './message-path.ts'
import type { Complaints, YamlMap } from './yaml-source.ts'

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
    const items = node === undefined ? [] : node.kind === 'list' ? node.items : [node]
    const texts = items.flatMap((item) => (item.kind === 'text' ? item.text : []))
    if (texts.length !== items.length) this.#complaints.add(this.line(key), `\`${key}\` must be texts`)
    return texts
  }

  pairs(key: string): [string, string][] {
    const node = this.#map.entries.get(key)
    if (node === undefined) return []
    if (node.kind !== 'map') return this.#complaints.add(node.line, `\`${key}\` must be a map of texts`) ?? []
    return [...node.entries].map(([name, value]) => [name, value.kind === 'text' ? value.text : ''])
  }

  paths(key: string): MessagePath[] {
    return this.texts(key).flatMap((text) => {
      const path = parseMessagePath(text)
      return typeof path === 'string' ? (this.#complaints.add(this.line(key), path) ?? []) : path
    })
  }
}
