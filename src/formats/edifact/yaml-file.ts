import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { KhorgosError } from '../../errors.ts'
import { Complaints, parseYaml, type YamlMap, type YamlNode } from '../../mapping/yaml-source.ts'

export interface YamlText {
  readonly text: string
  readonly line: number
}

/** A description in YAML: its keys in the form each must have, and what is wrong with it, all together. */
export class YamlFile {
  readonly path: string
  readonly #root: YamlMap
  readonly #complaints = new Complaints()

  /** @throws KhorgosError CONFIG_INVALID when there is no such file, or it is no map */
  constructor(path: string) {
    this.path = path
    const root = parseYaml(readText(path), this.#complaints)
    if (root?.kind !== 'map') {
      this.#complaints.add(1, 'this must be a map')
      throw this.#refusal()
    }
    this.#root = root
  }

  complain(line: number, what: string): undefined {
    return this.#complaints.add(line, what)
  }

  /** A text that must be there. */
  text(key: string): string {
    const node = this.#root.entries.get(key)
    if (node?.kind === 'text' && node.text !== '') return node.text
    this.complain(node?.line ?? 1, `\`${key}\` must be a text`)
    return ''
  }

  /** A map of texts; empty when absent. */
  texts(key: string): ReadonlyMap<string, YamlText> {
    const node = this.#root.entries.get(key)
    const texts = new Map<string, YamlText>()
    if (node === undefined) return texts
    if (node.kind !== 'map') this.complain(node.line, `\`${key}\` must be a map of texts`)
    else
      for (const [name, value] of node.entries) {
        if (value.kind === 'text') texts.set(name, { text: value.text, line: value.line })
        else this.complain(value.line, `\`${name}\` must be a text`)
      }
    return texts
  }

  list(key: string): readonly YamlNode[] {
    const node = this.#root.entries.get(key)
    if (node?.kind === 'list') return node.items
    this.complain(node?.line ?? 1, `\`${key}\` must be a list`)
    return []
  }

  /** Another description in the same folder. */
  beside(name: string): YamlFile {
    return new YamlFile(join(dirname(this.path), basename(name)))
  }

  /** @throws KhorgosError CONFIG_INVALID naming everything that is wrong, each with its line */
  check(): void {
    if (this.#complaints.list.length > 0) throw this.#refusal()
  }

  #refusal(): KhorgosError {
    return this.#complaints.error('CONFIG_INVALID', this.path)
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${basename(path)} cannot be read`, { cause })
  }
}
