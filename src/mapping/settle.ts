import type { Compiler } from './compiler.ts'
import { constantRule } from './leaf-fixed.ts'
import { attributeAt } from './nodes.ts'
import type { ElementNode, LeafRule } from './plan.ts'

/** What a narrowed step asks for is written too, unless a rule already stands there. */
export function settle(compiler: Compiler, node: ElementNode): void {
  const { condition } = node
  if (condition !== undefined && writesAny(node)) {
    const isAttribute = condition.name.startsWith('@')
    const message = `${node.path}/${condition.name}`
    const slot = compiler.slot({ line: node.line }, { message, outcome: 'checked' })
    const rule = constantRule(slot, condition.value)
    if (isAttribute) addMissing(attributeAt(node, condition.name.slice(1)).rules, rule)
    else addMissing(qualifier(compiler, node, condition.name).texts, rule)
  }
  node.children.forEach((child) => settle(compiler, child))
}

/** Whether a rule at or below the element writes anything: one that is only read or dropped needs no qualifier. */
function writesAny(node: ElementNode): boolean {
  const own = [...node.texts, ...node.attributes.flatMap(({ rules }) => rules)]
  return (
    node.each !== undefined || own.some(({ writes }) => writes !== undefined) || node.children.some(writesAny)
  )
}

function addMissing(rules: LeafRule[], rule: LeafRule): void {
  if (rules.length === 0) rules.push(rule)
}

/** A qualifier comes before what it qualifies, unless a rule gave it another place. */
function qualifier(compiler: Compiler, node: ElementNode, name: string): ElementNode {
  const known = node.children.find((child) => child.name === name)
  if (known !== undefined) return known
  // It is in the namespace of what it qualifies.
  const [prefix = ''] = [...compiler.naming.prefixes].find(([, uri]) => uri === node.namespace) ?? []
  const made = compiler.nodes.at(node, [{ name, prefix, condition: undefined }], node.line)
  node.children.unshift(...node.children.splice(-1))
  return made
}

/**
 * Finds out which elements take something from documents or from the context. A text that is fixed when no document
 * has a word to say is there either way, so that the element does not depend on them.
 */
export function findSources(node: ElementNode): boolean {
  const texts = node.texts.some(({ writes }) => writes === 'fixed') ? [] : node.texts
  const own = [...texts, ...node.attributes.flatMap(({ rules }) => rules)]
  const below = node.children.map(findSources)
  node.hasSource =
    node.each !== undefined ||
    below.includes(true) ||
    own.some(({ writes, preset }) => writes === 'value' || writes === 'context' || preset !== undefined)
  return node.hasSource
}
