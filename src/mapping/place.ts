import type { TreeElement } from '../model/tree.ts'

/**
 * Paths of elements in one message, `/Awmds/Bol_segment[2]/Bol_id`: positions count from 1 and stand where a name
 * repeats. Looked up only when something is reported, because a tree knows its children and not its parents; then
 * the whole tree is gone through once, so that many reports about one message stay linear.
 */
export class Places {
  readonly #root: TreeElement
  #steps: ReadonlyMap<TreeElement, Step> | undefined
  readonly #paths = new Map<TreeElement, string>()
  readonly #plainPaths = new Map<TreeElement, string>()

  constructor(root: TreeElement) {
    this.#root = root
  }

  path(element: TreeElement, attribute?: string): string {
    const path = this.#climb(element, this.#paths, ({ positioned }) => positioned)
    return attribute === undefined ? path : `${path}/@${attribute}`
  }

  /** The path without positions: what all repetitions share. */
  plainPath(element: TreeElement, attribute?: string): string {
    const path = this.#climb(element, this.#plainPaths, ({ name }) => name)
    return attribute === undefined ? path : `${path}/@${attribute}`
  }

  #climb(element: TreeElement, known: Map<TreeElement, string>, print: (step: Step) => string): string {
    let path = known.get(element)
    if (path !== undefined) return path
    const step = (this.#steps ??= stepsBelow(this.#root)).get(element)
    path =
      step === undefined ? `/${element.name}` : `${this.#climb(step.parent, known, print)}/${print(step)}`
    known.set(element, path)
    return path
  }
}

interface Step {
  readonly parent: TreeElement
  readonly name: string
  readonly positioned: string
}

function stepsBelow(root: TreeElement): Map<TreeElement, Step> {
  const steps = new Map<TreeElement, Step>()
  const visit = (parent: TreeElement) => {
    const totals = new Map<string, number>()
    for (const { name } of parent.children) totals.set(name, (totals.get(name) ?? 0) + 1)
    const met = new Map<string, number>()
    for (const child of parent.children) {
      const { name } = child
      const position = (met.get(name) ?? 0) + 1
      met.set(name, position)
      steps.set(child, { parent, name, positioned: totals.get(name) === 1 ? name : `${name}[${position}]` })
      visit(child)
    }
  }
  visit(root)
  return steps
}
