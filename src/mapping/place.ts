import type { TreeElement } from '../model/tree.ts'

/**
 * Paths of elements in one message, `/Awmds/Bol_segment[2]/Bol_id`: positions count from 1 and stand where a name
 * repeats. Built only when something is reported, because a tree knows its children and not its parents.
 */
export class Places {
  readonly #root: TreeElement
  #parents: Map<TreeElement, TreeElement> | undefined
  readonly #paths = new Map<TreeElement, string>()

  constructor(root: TreeElement) {
    this.#root = root
  }

  path(element: TreeElement, attribute?: string): string {
    const path = this.#elementPath(element)
    return attribute === undefined ? path : `${path}/@${attribute}`
  }

  #elementPath(element: TreeElement): string {
    const known = this.#paths.get(element)
    if (known !== undefined) return known
    const parent = (this.#parents ??= parentsBelow(this.#root)).get(element)
    const path =
      parent === undefined ? `/${element.name}` : `${this.#elementPath(parent)}/${stepTo(element, parent)}`
    this.#paths.set(element, path)
    return path
  }
}

function stepTo(element: TreeElement, parent: TreeElement): string {
  const same = parent.children.filter(({ name }) => name === element.name)
  return same.length === 1 ? element.name : `${element.name}[${same.indexOf(element) + 1}]`
}

function parentsBelow(root: TreeElement): Map<TreeElement, TreeElement> {
  const parents = new Map<TreeElement, TreeElement>()
  const visit = (parent: TreeElement) => {
    for (const child of parent.children) {
      parents.set(child, parent)
      visit(child)
    }
  }
  visit(root)
  return parents
}

/** A path without its positions: what all items share. */
export function withoutPositions(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}
