import type { ShapeElement } from '../model/message-shape.ts'
import { finding, type CheckFinding } from './finding.ts'
import type { MappingSource } from './load.ts'
import type { MessageStep } from './message-path.ts'
import { placeOf, type OutlineRule } from './outline.ts'

/** The places that rules name, as a tree without conditions beside the shape of the schema. */
interface Named {
  readonly line: number
  readonly children: Map<string, Named>
  readonly attributes: Map<string, { readonly line: number; written: boolean }>
  /** A rule at or below it writes. */
  written: boolean
  /** A rule stands at its text. */
  leaf: boolean
  dropped: boolean
}

/** Compares the places that rules name with those that the schema of the format has. */
export function checkMessage(
  source: MappingSource,
  outline: readonly OutlineRule[],
  shape: ShapeElement,
): CheckFinding[] {
  const root = newNamed(1)
  for (const rule of outline) enter(root, rule, source)
  return [
    ...outline.flatMap((rule) => unreachable(source, rule, shape)),
    ...demanded(source, root, shape, `/${shape.name}`),
    ...unmapped(source, root, shape, `/${shape.name}`),
  ]
}

const newNamed = (line: number): Named => ({
  line,
  children: new Map(),
  attributes: new Map(),
  written: false,
  leaf: false,
  dropped: false,
})

const keyOf = (name: string, namespace: string): string => `{${namespace}}${name}`

function namespaceOf({ prefix }: MessageStep, { head }: MappingSource): string {
  return prefix === '' ? head.namespace : (head.prefixes.get(prefix) ?? '')
}

function enter(root: Named, rule: OutlineRule, source: MappingSource): void {
  let here = root
  for (const step of rule.steps.slice(1)) {
    here = childOf(here, keyOf(step.name, namespaceOf(step, source)), rule.line)
    if (rule.writes) here.written = true
    if (step.condition !== undefined)
      enterCondition(here, step.condition.name, rule, namespaceOf(step, source))
  }
  if (rule.attribute !== undefined) enterAttribute(here, rule.attribute, rule)
  else if (rule.action.kind === 'drop') here.dropped = true
  else if (rule.action.kind !== 'each') here.leaf = true
  if (rule.writes) root.written = true
  for (const companion of companionsOf(rule)) enter(root, companion, source)
}

/** The other field of a date and its time, or of a text and its rest: named relative like `at`, with no rule of its own. */
function companionsOf(rule: OutlineRule): OutlineRule[] {
  const { steps, own, modifiers } = rule
  const single = { ...modifiers, date: undefined, time: undefined, rest: undefined }
  return [modifiers.date, modifiers.time, modifiers.rest]
    .filter((path) => path !== undefined)
    .map((path) => ({
      ...rule,
      steps: [...steps.slice(0, steps.length - own), ...path.steps],
      attribute: path.attribute,
      modifiers: single,
    }))
}

/** What a narrowed step asks for is written by itself. */
function enterCondition(node: Named, name: string, rule: OutlineRule, namespace: string): void {
  if (name.startsWith('@')) return enterAttribute(node, name.slice(1), rule)
  const qualifier = childOf(node, keyOf(name, namespace), rule.line)
  qualifier.leaf = true
  if (rule.writes) qualifier.written = true
}

function enterAttribute(node: Named, name: string, { line, writes }: OutlineRule): void {
  const known = node.attributes.get(name)
  node.attributes.set(name, { line: known?.line ?? line, written: writes || known?.written === true })
}

function childOf(node: Named, key: string, line: number): Named {
  const known = node.children.get(key)
  if (known !== undefined) return known
  const made = newNamed(line)
  node.children.set(key, made)
  return made
}

function unreachable(source: MappingSource, rule: OutlineRule, shape: ShapeElement): CheckFinding[] {
  const { head } = source
  const [first, ...steps] = rule.steps
  const wrong = (what: string): CheckFinding[] => [
    finding('unreachable', placeOf(source, rule.line), rule.message, what),
  ]
  if (first?.name !== shape.name) return wrong(`the schema's root is ${shape.name}`)
  let here = shape
  for (const step of steps) {
    const namespace = namespaceOf(step, source)
    const next = here.children().find((each) => each.name === step.name && each.namespace === namespace)
    if (next === undefined)
      return here.open ? [] : wrong(`the schema has no element ${step.name} in ${here.name}`)
    here = next
  }
  if (rule.attribute !== undefined)
    return here.attributes().some(({ name }) => name === rule.attribute) || here.open
      ? []
      : wrong(`the schema has no attribute ${rule.attribute} on ${here.name}`)
  // The one child of an envelope's payload is a message, put there after its rules are done.
  const isPayload = head.payload?.as === 'element' && rule.action.kind === 'context'
  const { kind } = rule.action
  const isOrder = rule.action.kind === 'position' && rule.action.path !== undefined
  const isValue = kind !== 'each' && kind !== 'drop' && !isPayload && !isOrder
  if (isValue && here.text === '' && head.schemaFile.endsWith('.xsd'))
    return wrong(`${here.name} holds elements and no text`)
  return []
}

/** Below what is written, everything that the schema demands must be written too. */
function demanded(source: MappingSource, named: Named, shape: ShapeElement, path: string): CheckFinding[] {
  const place = placeOf(source, named.line)
  const missing = (what: string, subject: string): CheckFinding =>
    finding(
      'required-unwritten',
      place,
      subject,
      `the schema demands ${what} wherever ${path} stands, and no rule writes it`,
    )
  const attributes = shape
    .attributes()
    .filter(({ name, required }) => required && named.attributes.get(name)?.written !== true)
    .map(({ name }) => missing(`the attribute ${name}`, `${path}/@${name}`))
  const elements = shape.children().flatMap((child) => {
    const below = named.children.get(keyOf(child.name, child.namespace))
    const subject = `${path}/${child.name}`
    if (below?.written === true) return demanded(source, below, child, subject)
    return child.required ? [missing(child.name, subject)] : []
  })
  return [...attributes, ...elements]
}

/** What a message may say and no rule hears is lost without declaration. */
function unmapped(
  source: MappingSource,
  named: Named | undefined,
  shape: ShapeElement,
  path: string,
): CheckFinding[] {
  if (named?.dropped === true) return []
  if (named === undefined)
    return saysNothing(shape)
      ? []
      : [
          finding(
            'unmapped',
            placeOf(source, 1),
            path,
            'the schema allows it, no rule names it: its value stops an exchange',
          ),
        ]
  const place = placeOf(source, named.line)
  const own =
    shape.text !== '' && shape.text !== 'mixed' && !named.leaf
      ? [finding('unmapped', place, path, 'its text is named by no rule: a value stops an exchange')]
      : []
  const attributes = shape
    .attributes()
    .filter(({ name }) => !named.attributes.has(name))
    .map(({ name }) =>
      finding(
        'unmapped',
        place,
        `${path}/@${name}`,
        'the attribute is named by no rule: a value stops an exchange',
      ),
    )
  const elements = shape
    .children()
    .flatMap((child) =>
      unmapped(
        source,
        named.children.get(keyOf(child.name, child.namespace)),
        child,
        `${path}/${child.name}`,
      ),
    )
  return [...own, ...attributes, ...elements]
}

/** An element that may hold neither text nor anything else loses nothing, such as the `<null/>` of ASYCUDA. */
function saysNothing(shape: ShapeElement): boolean {
  return !shape.open && shape.text === '' && shape.attributes().length === 0 && shape.children().length === 0
}
