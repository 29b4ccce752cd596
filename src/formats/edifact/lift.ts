import type { TreeElement } from '../../model/tree.ts'
import { outputFault } from './fault.ts'
import type { Lift } from './specification.ts'

/**
 * Some segments stand with every item of a bill and say something of the bill: marks, containers. In the tree they stand
 * with the bill, where that is the same: `alike` when all items have equal ones, `alone` when there is one item. Where
 * it is not, they stay with their items, and a mapping that does not name them there loses them with notice.
 */
export function raise(root: TreeElement, lifts: readonly Lift[]): TreeElement {
  return lifts.reduce((tree, lift) => atOwners(tree, lift.owner, (owner) => raiseIn(owner, lift)), root)
}

/**
 * The way back, for writing: `alike` gives every item a copy.
 *
 * @throws KhorgosError OUTPUT_INVALID where there are several items and nobody knows which of them is meant
 */
export function lower(root: TreeElement, lifts: readonly Lift[]): TreeElement {
  return lifts.reduce((tree, lift) => atOwners(tree, lift.owner, (owner) => lowerIn(owner, lift)), root)
}

function raiseIn(owner: TreeElement, { name, item, when }: Lift): TreeElement {
  const items = owner.children.filter((child) => child.name === item)
  const found = items.map((each) => each.children.filter((child) => child.name === name))
  const [first] = found
  if (first === undefined || first.length === 0) return owner
  const same = when === 'alone' ? items.length === 1 : found.every((each) => saysTheSame(each, first))
  if (!same) return owner
  const children = owner.children.map((child) => (child.name === item ? without(child, name) : child))
  return { ...owner, children: [...children, ...first] }
}

function lowerIn(owner: TreeElement, { name, item, when }: Lift): TreeElement {
  const lifted = owner.children.filter((child) => child.name === name)
  if (lifted.length === 0) return owner
  const items = owner.children.filter((child) => child.name === item)
  if (when === 'alone' && items.length > 1)
    throw outputFault(
      `/${owner.name}/${name}`,
      `The format tells ${name} item by item, and the bill has ${items.length} items`,
    )
  const children = without(owner, name).children
  return {
    ...owner,
    children: children.map((child) =>
      child.name === item ? { ...child, children: [...child.children, ...lifted] } : child,
    ),
  }
}

function atOwners(
  element: TreeElement,
  path: readonly string[],
  change: (owner: TreeElement) => TreeElement,
): TreeElement {
  const [step, ...rest] = path
  if (step === undefined) return change(element)
  return {
    ...element,
    children: element.children.map((child) => (child.name === step ? atOwners(child, rest, change) : child)),
  }
}

const without = (element: TreeElement, name: string): TreeElement => ({
  ...element,
  children: element.children.filter((child) => child.name !== name),
})

function saysTheSame(left: readonly TreeElement[], right: readonly TreeElement[]): boolean {
  return JSON.stringify(left.map(content)) === JSON.stringify(right.map(content))
}

/** An element without its line. */
function content({ name, attributes, children, text }: TreeElement): unknown {
  return [name, attributes, text, children.map(content)]
}
