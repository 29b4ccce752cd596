import type { KhorgosError } from '../../errors.ts'
import type { TreeAttribute, TreeElement } from '../../model/tree.ts'
import { faultAt, type Position } from './fault.ts'
import { joinLines } from './lines.ts'
import type { Components, Repetitions, Segment } from './segments.ts'
import type { ServiceCharacters } from './service-characters.ts'
import type { Component, Field, SegmentDefinition } from './specification.ts'
import { formatFault, plainNumber } from './value.ts'

/** How values of one interchange are to be understood, and what is wrong with them. */
export interface Reading {
  readonly version: number
  readonly characters: ServiceCharacters
  readonly namespace: string
  /** One sentence for each value that does not follow the specification. */
  readonly faults: KhorgosError[]
}

interface SegmentParts {
  readonly attributes: readonly TreeAttribute[]
  readonly children: readonly TreeElement[]
}

/** A segment under its definition: qualifiers as attributes, everything else as elements, nothing for what is empty. */
export function segmentParts(
  segment: Segment,
  definition: SegmentDefinition,
  reading: Reading,
): SegmentParts {
  const walk = new SegmentWalk(segment, definition, reading)
  let at = 0
  for (const field of definition.fields) {
    for (const repetitions of segment.elements.slice(at, at + field.times)) {
      at += 1
      walk.field(field, repetitions, at)
    }
    if (field.required && !walk.met.has(field.name))
      walk.fault({ element: at || 1 }, `${field.name} is missing`)
  }
  if (segment.elements.slice(at).some(hasContent))
    walk.fault({ element: at + 1 }, 'the segment has no such element')
  return walk
}

class SegmentWalk implements SegmentParts {
  readonly attributes: TreeAttribute[] = []
  readonly children: TreeElement[] = []
  readonly met = new Set<string>()
  readonly #segment: Segment
  readonly #definition: SegmentDefinition
  readonly #reading: Reading

  constructor(segment: Segment, definition: SegmentDefinition, reading: Reading) {
    this.#segment = segment
    this.#definition = definition
    this.#reading = reading
  }

  field(field: Field, repetitions: Repetitions, element: number): void {
    if (repetitions.length > 1 && field.times === 1)
      this.fault({ element }, `${field.name} may not be repeated`)
    for (const components of repetitions) {
      if (components.every((component) => component === '')) continue
      this.met.add(field.name)
      const found = this.#components(field.components, components, element)
      if (!field.composite) this.children.push(...found)
      else if (found.length > 0) this.children.push(this.#element(field.name, found, ''))
    }
  }

  fault(where: Pick<Position, 'element' | 'component'>, sentence: string): void {
    const { number, tag } = this.#segment
    this.#reading.faults.push(faultAt('SCHEMA_INVALID', { segment: number, tag, ...where }, sentence))
  }

  #components(uses: readonly Component[], components: Components, element: number): TreeElement[] {
    const found: TreeElement[] = []
    let at = 0
    for (const use of uses) {
      const lines = components.slice(at, at + use.lines)
      const values = lines.map((value, line) => this.#value(value, use, element, at + line + 1))
      at += use.lines
      while (values.at(-1) === '') values.pop()
      const text = joinLines(values, use.format.most)
      if (text !== '') this.#add(use.name, text, found)
      else if (use.required) this.fault({ element, component: at - use.lines + 1 }, `${use.name} is missing`)
    }
    if (components.slice(at).some((value) => value !== ''))
      this.fault({ element, component: at + 1 }, 'there is no such component')
    return found
  }

  #value(value: string, { format }: Component, element: number, component: number): string {
    if (value === '') return value
    const wrong = formatFault(value, format)
    if (wrong !== undefined) this.fault({ element, component }, wrong)
    if (!format.numeric) return value
    const plain = plainNumber(value, this.#reading.characters, this.#reading.version)
    if (plain === undefined)
      this.fault({ element, component }, `"${value}" has another decimal mark than the interchange`)
    return plain ?? value
  }

  #add(name: string, text: string, found: TreeElement[]): void {
    if (
      this.#definition.qualifiers.includes(name) &&
      !this.attributes.some((attribute) => attribute.name === name)
    )
      this.attributes.push({ name, namespace: '', value: text })
    else found.push(this.#element(name, [], text))
  }

  #element(name: string, children: TreeElement[], text: string): TreeElement {
    return {
      name,
      namespace: this.#reading.namespace,
      attributes: [],
      children,
      text,
      line: this.#segment.number,
    }
  }
}

const hasContent = (repetitions: Repetitions): boolean =>
  repetitions.some((components) => components.some((component) => component !== ''))
