import { faultAt } from './fault.ts'
import type { TreeElement } from '../../model/tree.ts'
import type { Segment } from './segments.ts'
import { segmentParts, type Reading } from './segment-tree.ts'
import type { GroupUse, ItemUse, SegmentUse } from './specification.ts'

/**
 * Segments → tree by the order of the specification: each segment belongs to the first place, going on from the last
 * one, that can still take it (ISO 9735-1 section 7: by its tag and its position). Nothing is tried twice.
 *
 * @throws KhorgosError SCHEMA_INVALID with the number of the segment that may not stand where it does
 */
export function matchSegments(
  items: readonly ItemUse[],
  segments: readonly Segment[],
  end: number,
  reading: Reading,
): TreeElement[] {
  const matcher = new Matcher(segments, end, reading)
  const children = matcher.items(items)
  matcher.finish(items)
  return children
}

class Matcher {
  readonly #segments: readonly Segment[]
  /** Number of the segment after the last one, for what is missing there. */
  readonly #end: number
  readonly #reading: Reading
  #at = 0

  constructor(segments: readonly Segment[], end: number, reading: Reading) {
    this.#segments = segments
    this.#end = end
    this.#reading = reading
  }

  items(items: readonly ItemUse[]): TreeElement[] {
    const children: TreeElement[] = []
    for (const item of items) this.#item(item, children)
    return children
  }

  finish(items: readonly ItemUse[]): void {
    const left = this.#segments[this.#at]
    if (left === undefined) return
    const known = tagsOf(items).has(left.tag)
    throw faultAt(
      'SCHEMA_INVALID',
      { segment: left.number, tag: left.tag },
      known ? 'it may not stand here, or not so often' : 'the message has no such segment',
    )
  }

  #item(item: ItemUse, children: TreeElement[]): void {
    const tag = item.kind === 'group' ? item.trigger.name : item.name
    let times = 0
    while (times < item.times && this.#segments[this.#at]?.tag === tag) {
      children.push(item.kind === 'group' ? this.#group(item) : this.#segment(item))
      times += 1
    }
    if (times > 0 || !item.required) return
    const here = this.#segments[this.#at]
    throw faultAt(
      'SCHEMA_INVALID',
      { segment: here?.number ?? this.#end, tag: here?.tag ?? 'UNT' },
      `${tag} must stand before it`,
    )
  }

  #segment(item: SegmentUse): TreeElement {
    const { attributes, children, line } = this.#take(item)
    return this.#element(item.name, attributes, children, line)
  }

  /** The qualifiers of its first segment stand on the group: they tell one group from another. */
  #group(item: GroupUse): TreeElement {
    const { attributes, children, line } = this.#take(item.trigger)
    const trigger = this.#element(item.trigger.name, [], children, line)
    return this.#element(item.name, attributes, [trigger, ...this.items(item.items.slice(1))], line)
  }

  #take({ segment: definition }: SegmentUse): Pick<TreeElement, 'attributes' | 'children' | 'line'> {
    const segment = this.#segments[this.#at]
    this.#at += 1
    if (segment === undefined) return { attributes: [], children: [], line: 0 }
    return { ...segmentParts(segment, definition, this.#reading), line: segment.number }
  }

  #element(
    name: string,
    attributes: TreeElement['attributes'],
    children: TreeElement['children'],
    line: number,
  ): TreeElement {
    return { name, namespace: this.#reading.namespace, attributes, children, text: '', line }
  }
}

function tagsOf(items: readonly ItemUse[]): Set<string> {
  return new Set(items.flatMap((item) => (item.kind === 'group' ? [...tagsOf(item.items)] : [item.name])))
}
