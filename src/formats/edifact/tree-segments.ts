import type { TreeElement } from '../../model/tree.ts'
import { outputFault } from './fault.ts'
import type { SegmentWriter } from './segment-text.ts'
import type { GroupUse, ItemUse } from './specification.ts'

/**
 * Tree → segments in the order of the specification, whatever the order of the tree: only repetitions keep theirs.
 *
 * @throws KhorgosError OUTPUT_INVALID with the place in the tree: too many, missing, or in no place
 */
export function treeSegments(
  items: readonly ItemUse[],
  children: readonly TreeElement[],
  path: string,
  writer: SegmentWriter,
): string[] {
  const byName = new Map<string, TreeElement[]>()
  for (const child of children) {
    const same = byName.get(child.name)
    if (same === undefined) byName.set(child.name, [child])
    else same.push(child)
  }
  const segments = items.flatMap((item) => {
    const found = byName.get(item.name) ?? []
    byName.delete(item.name)
    return itemSegments(item, found, path, writer)
  })
  const [lost] = byName.keys()
  if (lost !== undefined) throw outputFault(`${path}/${lost}`, 'The specification has no place for it')
  return segments
}

function itemSegments(
  item: ItemUse,
  found: readonly TreeElement[],
  path: string,
  writer: SegmentWriter,
): string[] {
  if (found.length > item.times)
    throw outputFault(
      `${path}/${item.name}[${item.times + 1}]`,
      `It may stand ${item.times} times, not ${found.length}`,
    )
  if (item.required && found.length === 0) throw outputFault(`${path}/${item.name}`, 'It is mandatory')
  return found.flatMap((element, index) => {
    const place = `${path}/${item.name}${found.length > 1 ? `[${index + 1}]` : ''}`
    return item.kind === 'group'
      ? groupSegments(item, element, place, writer)
      : [writer.segment(item.segment, element, place)]
  })
}

/** The qualifiers of a group are those of its first segment, which is there even when nothing else is in it. */
function groupSegments(item: GroupUse, group: TreeElement, path: string, writer: SegmentWriter): string[] {
  const { trigger } = item
  const first = group.children.find(({ name }) => name === trigger.name)
  const attributes = [...group.attributes, ...(first?.attributes ?? [])]
  const begin = { ...group, name: trigger.name, attributes, children: first?.children ?? [] }
  const rest = group.children.filter((child) => child !== first)
  return [
    writer.segment(trigger.segment, begin, `${path}/${trigger.name}`),
    ...treeSegments(item.items.slice(1), rest, path, writer),
  ]
}
