import type { Place } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'

/**
 * Where an element stands: `/Awmds/Bol_segment[2]/Goods_segment`. A position (1-based, among siblings of the
 * same name and namespace) is given only where the name is repeated.
 *
 * @param element an element of the tree under `root`, found by identity; any other gives the root's place
 */
export function placeOf(root: TreeElement, element: TreeElement): Place {
  const chain = chainTo(root, element) ?? [root]
  return { path: pathOf(chain), ...(element.line > 0 && { line: element.line }) }
}

/** Path of the last element of a chain that starts at the document element. */
export function pathOf(chain: readonly TreeElement[]): string {
  return chain.map((element, level) => `/${element.name}${position(chain[level - 1], element)}`).join('')
}

function position(parent: TreeElement | undefined, element: TreeElement): string {
  const same =
    parent?.children.filter(
      (child) => child.name === element.name && child.namespace === element.namespace,
    ) ?? []
  return same.length > 1 ? `[${same.indexOf(element) + 1}]` : ''
}

function chainTo(from: TreeElement, element: TreeElement): readonly TreeElement[] | undefined {
  if (from === element) return [from]
  for (const child of from.children) {
    const below = chainTo(child, element)
    if (below !== undefined) return [from, ...below]
  }
  return undefined
}

/**
 * Follows a node path as libxml2 prints it in its errors: `/p:Awmds/*[3]/name[2]`, where `*` stands for an
 * element of a default namespace and counts all element siblings, and a name counts its namesakes.
 *
 * @returns the elements from the root to the one named, as far as the path could be followed
 */
export function chainByNodePath(root: TreeElement, nodePath: string): readonly TreeElement[] {
  const chain = [root]
  let here = root
  for (const step of nodePath.split('/').slice(2)) {
    const next = childByStep(here, step)
    if (next === undefined) break
    chain.push(next)
    here = next
  }
  return chain
}

function childByStep(parent: TreeElement, step: string): TreeElement | undefined {
  const [, name, at] = /^(?:[^:[]*:)?([^:[]+)(?:\[(\d+)\])?$/.exec(step) ?? []
  const named = name === '*' ? parent.children : parent.children.filter((child) => child.name === name)
  return named[at === undefined ? 0 : Number(at) - 1]
}
