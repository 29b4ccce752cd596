import { createHash } from 'node:crypto'
import { KhorgosError } from '../../errors.ts'
import type { TreeElement } from '../../model/tree.ts'
import type { WrittenText } from '../syntax.ts'
import { characterSet, type CharacterSet } from './character-sets.ts'
import { splitDate } from './envelope.ts'
import {
  defaultCharacters,
  parseCharacters,
  serviceAdvice,
  type ServiceCharacters,
} from './service-characters.ts'
import { lower } from './lift.ts'
import { SegmentWriter } from './segment-text.ts'
import type { ServiceSegments, Specification } from './specification.ts'
import { treeSegments } from './tree-segments.ts'

/** What an agreement may say about the interchanges for a partner, among the values of its context. */
const SYNTAX_VALUE = 'edifactSyntax'
const CHARACTERS_VALUE = 'edifactCharacters'

/**
 * Tree → interchange of one message. Level and version are those of the agreement (`edifactSyntax: UNOC:3`); where it
 * names none, UNOC:3 when every character is in it, else UNOY:4. UNA is written only when needed.
 *
 * @param tree as the mapping wrote it; references and counts are made here
 * @throws KhorgosError OUTPUT_INVALID with the place in the tree, CONFIG_INVALID for an agreement that cannot be used
 */
export function writeInterchange(
  specification: Specification,
  tree: TreeElement,
  values: Readonly<Record<string, string>>,
): WrittenText {
  const root = lower(tree, specification.lifts)
  const { set, version } = chooseSyntax(root, values[SYNTAX_VALUE])
  const service = specification.service.get(version)
  if (service === undefined) throw new KhorgosError('INTERNAL', `Syntax version ${version} is not described`)
  const characters = chosenCharacters(values[CHARACTERS_VALUE], version)
  const writer = new SegmentWriter(characters, set)
  const text = envelope(specification, service, root, writer, { set, version })
  const whole = serviceAdvice(characters, version) + text
  return { text: whole, bytes: () => set.encode(whole) }
}

/** The interchange holds one message, so one reference tells it apart. */
const MESSAGE_REFERENCE = '1'

function envelope(
  specification: Specification,
  service: ServiceSegments,
  root: TreeElement,
  writer: SegmentWriter,
  { set, version: syntaxVersion }: Syntax,
): string {
  const { type, version, release, agency } = specification
  const body = treeSegments(
    specification.items,
    root.children.filter(({ name }) => name !== 'UNB' && name !== 'UNH'),
    `/${root.name}`,
    writer,
  )
  const find = (name: string): TreeElement =>
    root.children.find((child) => child.name === name) ?? emptyElement(name)
  const says = [
    ['E0062', MESSAGE_REFERENCE],
    ['E0065', type],
    ['E0052', version],
    ['E0054', release],
    ['E0051', agency],
  ] as const
  const header = writer.segment(service.message, find('UNH'), `/${root.name}/UNH`, says)
  const reference = controlReference(find('UNB'), [header, ...body].join(''))
  const own = without(find('UNB'), ['E0020', 'S004'])
  const start = writer.segment(service.interchange, own, `/${root.name}/UNB`, [
    ['E0001', set.level],
    ['E0002', String(syntaxVersion)],
    ...splitDate(find('UNB'), syntaxVersion),
    ['E0020', reference],
  ])
  const trailer = writer.plain('UNT', [String(body.length + 2), MESSAGE_REFERENCE])
  return [start, header, ...body, trailer, writer.plain('UNZ', ['1', reference])].join('')
}

/** Of 0020; letters and digits that every level has. */
const REFERENCE_LENGTH = 14

/**
 * An id that is longer than a control reference becomes its fingerprint: the same id, the same reference. Without an
 * id it is the fingerprint of the message.
 */
function controlReference(header: TreeElement, message: string): string {
  const id = header.children.find(({ name }) => name === 'E0020')?.text ?? ''
  if (id !== '' && id.length <= REFERENCE_LENGTH) return id
  const hash = createHash('sha256')
    .update(id === '' ? JSON.stringify(header) + message : id)
    .digest('hex')
  return BigInt(`0x${hash}`)
    .toString(36)
    .toUpperCase()
    .padStart(REFERENCE_LENGTH, '0')
    .slice(-REFERENCE_LENGTH)
}

interface Syntax {
  readonly set: CharacterSet
  readonly version: number
}

const WESTERN = 'UNOC:3'
const UNIVERSAL = 'UNOY:4'

function chooseSyntax(root: TreeElement, agreed: string | undefined): Syntax {
  if (agreed !== undefined) return syntaxNamed(agreed)
  const western = syntaxNamed(WESTERN)
  return fits(root, western.set) ? western : syntaxNamed(UNIVERSAL)
}

function syntaxNamed(name: string): Syntax {
  const [, level, version] = /^(UNO[A-Z]):([1-4])$/.exec(name) ?? []
  const set = characterSet(level ?? '')
  if (set === undefined)
    throw new KhorgosError(
      'CONFIG_INVALID',
      `The agreement says ${SYNTAX_VALUE}: ${name}; write one like ${WESTERN}`,
    )
  return { set, version: Number(version) }
}

/** Lines of a text become components, so that their ends need no character. */
function fits(element: TreeElement, set: CharacterSet): boolean {
  return (
    element.text.split('\n').every((line) => set.missing(line) === undefined) &&
    element.attributes.every(({ value }) => set.missing(value) === undefined) &&
    element.children.every((child) => fits(child, set))
  )
}

function chosenCharacters(agreed: string | undefined, version: number): ServiceCharacters {
  return agreed === undefined ? defaultCharacters(version) : parseCharacters(agreed, version)
}

const without = (element: TreeElement, names: readonly string[]): TreeElement => ({
  ...element,
  children: element.children.filter(({ name }) => !names.includes(name)),
})

const emptyElement = (name: string): TreeElement => ({
  name,
  namespace: '',
  attributes: [],
  children: [],
  text: '',
  line: 0,
})
