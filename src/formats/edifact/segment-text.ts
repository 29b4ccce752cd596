import type { TreeElement } from '../../model/tree.ts'
import type { CharacterSet } from './character-sets.ts'
import { outputFault } from './fault.ts'
import { splitLines } from './lines.ts'
import { specialCharacters, type ServiceCharacters } from './service-characters.ts'
import type { Component, Field, SegmentDefinition } from './specification.ts'
import { formatFault } from './value.ts'

/** Values of a segment by the names of their data elements; each is taken once. */
type Values = Map<string, string>

/** Writes segments, one by one, checking every value on the way. */
export class SegmentWriter {
  readonly #characters: ServiceCharacters
  readonly #set: CharacterSet
  /** Every character with a meaning of its own. */
  readonly #special: RegExp

  constructor(characters: ServiceCharacters, set: CharacterSet) {
    this.#characters = characters
    this.#set = set
    this.#special = specialCharacters(characters)
  }

  /**
   * @param extra values that no tree holds: those of the syntax
   * @throws KhorgosError OUTPUT_INVALID with the place in the tree
   */
  segment(
    definition: SegmentDefinition,
    element: TreeElement,
    path: string,
    extra: readonly (readonly [string, string])[] = [],
  ): string {
    const values: Values = new Map([
      ...element.attributes.map(({ name, value }) => [name, value] as const),
      ...extra,
    ])
    const rest = [...element.children]
    const fields: string[] = []
    for (const field of definition.fields) this.#field(field, rest, values, path, fields)
    const [lost] = rest
    if (lost !== undefined)
      throw outputFault(`${path}/${lost.name}`, `The segment ${definition.tag} has no place for it`)
    const [unused] = values.keys()
    if (unused !== undefined)
      throw outputFault(`${path}/@${unused}`, `The segment ${definition.tag} has no place for it`)
    return this.plain(definition.tag, fields)
  }

  /** A segment of elements that are already written. */
  plain(tag: string, elements: readonly string[]): string {
    const { element, terminator } = this.#characters
    return `${joinUpToLast([tag, ...elements], element)}${terminator}`
  }

  #field(field: Field, rest: TreeElement[], values: Values, path: string, fields: string[]): void {
    let written = 0
    let filled = false
    // Values without an element belong to the first repetition.
    for (
      let found = take(rest, field.name);
      found !== undefined || written === 0;
      found = take(rest, field.name)
    ) {
      if (written === field.times)
        throw outputFault(`${path}/${field.name}`, `It may stand ${field.times} times, not more often`)
      const text = found === undefined && values.size === 0 ? '' : this.#element(field, found, values, path)
      fields.push(text)
      filled ||= text !== ''
      written += 1
    }
    if (field.required && !filled) throw outputFault(`${path}/${field.name}`, 'It is mandatory')
    for (; written < field.times; written += 1) fields.push('')
  }

  #element(field: Field, found: TreeElement | undefined, values: Values, path: string): string {
    const at = field.composite ? `${path}/${field.name}` : path
    const rest = field.composite ? [...(found?.children ?? [])] : found === undefined ? [] : [found]
    const texts: string[] = []
    let missing: string | undefined
    for (const component of field.components) {
      const parts = this.#component(component, rest, values, at)
      if (parts.length === 0 && component.required) missing ??= component.name
      for (let line = 0; line < component.lines; line += 1) texts.push(parts[line] ?? '')
    }
    const [lost] = rest
    if (lost !== undefined) throw outputFault(`${at}/${lost.name}`, `${field.name} has no place for it`)
    const text = joinUpToLast(texts, this.#characters.component)
    if (missing !== undefined && text !== '')
      throw outputFault(`${at}/${missing}`, `It is mandatory where ${field.name} stands`)
    return text
  }

  /** The positions of one component, none when it is absent. */
  #component(component: Component, rest: TreeElement[], values: Values, path: string): readonly string[] {
    const { name, lines, format } = component
    const text = takeValue(values, name) ?? take(rest, name)?.text ?? ''
    if (text === '') return NOTHING
    const place = `${path}/${name}`
    if (lines === 1) return [this.#value(text, component, place)]
    const parts = splitLines(text, format.most)
    if (parts === undefined) throw outputFault(place, 'A line that fills its component cannot end there')
    if (parts.length > lines)
      throw outputFault(
        place,
        `It takes ${parts.length} lines of ${format.most} characters, ${lines} are allowed`,
      )
    return parts.map((part) => (part === '' ? '' : this.#value(part, component, place)))
  }

  #value(text: string, { format }: Component, path: string): string {
    const wrong = formatFault(text, format)
    if (wrong !== undefined) throw outputFault(path, wrong)
    const missing = this.#set.missing(text)
    if (missing !== undefined)
      throw outputFault(path, `"${missing}" is no character of level ${this.#set.level}`)
    return this.#release(format.numeric ? text.replace('.', this.#characters.decimal) : text, path)
  }

  #release(text: string, path: string): string {
    if (text.search(this.#special) < 0) return text
    const { release } = this.#characters
    if (release === '')
      throw outputFault(path, 'It holds a separator, and the agreement has no release character')
    return text.replace(this.#special, (character) => release + character)
  }
}

const NOTHING: readonly string[] = []

function take(rest: TreeElement[], name: string): TreeElement | undefined {
  const at = rest.findIndex((each) => each.name === name)
  return at < 0 ? undefined : rest.splice(at, 1)[0]
}

function takeValue(values: Values, name: string): string | undefined {
  const value = values.get(name)
  if (value !== undefined) values.delete(name)
  return value
}

/** What is empty at the end is left out (ISO 9735-1 section 9). */
function joinUpToLast(texts: readonly string[], separator: string): string {
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1).join(separator)
}
