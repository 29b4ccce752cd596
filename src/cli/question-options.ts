import { type Command, Option } from 'commander'
import { QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import type { Quantity, Amount } from '../model/generated/verification/question.ts'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import { UsageError } from './shell.ts'

/** A question told on the command line: one option for each member that the schema of questions has. */

const DEFINITIONS = asObject(QUESTION_SCHEMA['$defs'])

/** Not told as texts: how they are told is below. */
const STRUCTURED: ReadonlySet<string> = new Set(['held', 'wants', 'salt', 'lines', 'line', 'inquire'])

const MEMBERS = textsOf(QUESTION_SCHEMA)
const FIELDS = textsOf(asObject(DEFINITIONS?.['Held']))
const LINE_FIELDS = textsOf(asObject(DEFINITIONS?.['HeldLine']))
/** Why an authority may be asked. */
const REASONS = listOf(
  asObject(asObject(asObject(DEFINITIONS?.['Inquire'])?.['properties'])?.['reason'])?.['enum'],
)
const WISH_FIELDS = textsOf(asObject(DEFINITIONS?.['Wish']))

/** Names of the options that are about the question, as commander hands them over. */
export const QUESTION_OPTIONS: readonly string[] = [
  ...MEMBERS.keys(),
  ...FIELDS.keys(),
  'line',
  'want',
  'inquire',
]

export type QuestionOptions = Readonly<Record<string, string | readonly string[] | undefined>>

export function addQuestionOptions(command: Command): void {
  for (const [name, about] of MEMBERS) command.option(`${flag(name)} <text>`, about)
  for (const [name, about] of FIELDS) command.option(`${flag(name)} <text>`, `held: ${about}`)
  command
    .addOption(
      repeated(
        '--line <n:field=value,…>',
        `held: what the document says of a line: ${[...LINE_FIELDS.keys()].join(', ')}`,
      ),
    )
    .addOption(repeated('--want <n:quantity=value>', 'what you would like to use of a line'))
    .option(
      '--inquire <reason: text>',
      `has the issuing authority asked where the ledger does not know: ${REASONS.join(', ')}`,
    )
}

/** @returns the question as JSON, not yet checked. @throws UsageError for a line that cannot be read */
export function questionFrom(options: QuestionOptions): JsonObject {
  const lines = listed(options['line']).map((text) => lineFrom('--line', text, LINE_FIELDS))
  const wants = listed(options['want']).map((text) => lineFrom('--want', text, WISH_FIELDS))
  const held = { ...picked(options, FIELDS), ...(lines.length > 0 && { lines }) }
  return {
    ...picked(options, MEMBERS),
    ...(Object.keys(held).length > 0 && { held }),
    ...(wants.length > 0 && { wants }),
    ...(typeof options['inquire'] === 'string' && { inquire: inquireFrom(options['inquire']) }),
  }
}

/** Members of an object that a schema has texts for, each with what it says of them. */
function textsOf(schema: JsonObject | undefined): ReadonlyMap<string, string> {
  const properties = Object.entries(asObject(schema?.['properties']) ?? {})
  return new Map(
    properties
      .filter(([name]) => !STRUCTURED.has(name))
      .map(([name, property]) => [name, inWords(textAt(asObject(property), 'description') ?? name)]),
  )
}

function listOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}

/** Without the reference to the WCO Data Model that every description has. */
function inWords(description: string): string {
  const text = description.replace(/; no WCO (?:id|class)$/, '').replace(/^WCO (?:class )?\S+ /, '')
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** `asOf` → `--as-of` */
const flag = (name: string): string =>
  `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function repeated(flags: string, about: string): Option {
  return new Option(flags, `${about}; may be repeated`).argParser(
    (value: string, before: readonly string[] | undefined) => [...(before ?? []), value],
  )
}

const listed = (value: QuestionOptions[string]): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function picked(options: QuestionOptions, names: ReadonlyMap<string, string>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names.keys()) {
    const value = options[name]
    if (typeof value === 'string') found[name] = value
  }
  return found
}

/** `seal-or-signature: The stamp has no date.` */
function inquireFrom(told: string): JsonObject {
  const { reason = told, text } = /^(?<reason>[^:]*):(?<text>.*)$/su.exec(told)?.groups ?? {}
  return { reason: reason.trim(), ...(text !== undefined && { text: text.trim() }) }
}

/** `1:hs=110814,quantity=25.15TNE` */
function lineFrom(option: string, text: string, fields: ReadonlyMap<string, string>): JsonObject {
  const { number, rest } = /^(?<number>\d{1,5}):(?<rest>.+)$/su.exec(text)?.groups ?? {}
  if (number === undefined || rest === undefined)
    throw new UsageError(`${option} takes the number of a line, a colon and fields, not "${text}".`)
  const values = rest.split(',').map((part) => valueFrom(option, part, fields))
  return { line: Number(number), ...Object.fromEntries(values) }
}

function valueFrom(option: string, part: string, fields: ReadonlyMap<string, string>): [string, JsonValue] {
  const at = part.indexOf('=')
  const [name, text] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
  if (at < 1 || !fields.has(name))
    throw new UsageError(`${option} knows ${[...fields.keys()].join(', ')}, not "${part}".`)
  if (name === 'quantity') {
    const [quantity, unitCode] = measured(option, text)
    return [name, { quantity, unitCode } satisfies Quantity]
  }
  if (name === 'amount') {
    const [amount, currencyId] = measured(option, text)
    return [name, { amount, currencyId } satisfies Amount]
  }
  return [name, text]
}

/** `25.15TNE`, or with a space: the number and its unit or currency. */
function measured(option: string, text: string): [string, string] {
  const { number, unit } = /^(?<number>\d+(?:\.\d+)?) ?(?<unit>[A-Z0-9]{2,3})$/.exec(text)?.groups ?? {}
  if (number === undefined || unit === undefined)
    throw new UsageError(`${option} takes a number and its unit, as 25.15TNE, not "${text}".`)
  return [number, unit]
}
