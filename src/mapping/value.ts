import { KhorgosError } from '../errors.ts'
import type { CodeList } from '../model/code-list.ts'
import { compileDateFormat, type DateFormat } from '../model/date-format.ts'
import { fromHubTime, ISO_DATE_TIME, toHubTime, type Converted } from '../model/datetime.ts'
import { canonicalDecimal, compareDecimals, padDecimal, roundDecimal } from '../model/decimal.ts'
import type { JsonValue } from '../model/json.ts'
import { hubUnitFor, KNOWN_UNITS, unitConversion } from '../model/units.ts'
import type { HubField } from './hub-schema.ts'
import type { ValueType } from './rule-keys.ts'
import type { Modifiers } from './rule-source.ts'

/** What a value leaves behind while it is turned: the caller clears both before, and reports them after. */
export interface ValueNotes {
  /** Why the value cannot be recovered. */
  changed: string | undefined
  /** What was filled in. */
  defaulted: string | undefined
  /** The day that decides which rows of code lists are valid. */
  readonly day: string
}

/** One field's notation, both ways. Text of the message comes trimmed and is not empty. */
export interface ValueCodec {
  /** @throws KhorgosError FIELD_INVALID, CODE_UNKNOWN. */
  read(text: string, notes: ValueNotes): string | number | boolean
  /** @throws KhorgosError DOCUMENT_INVALID, CODE_UNKNOWN. */
  write(value: JsonValue, notes: ValueNotes): string
}

export interface ValueSetting {
  readonly timeZone: string
  readonly codes: ReadonlyMap<string, CodeList>
}

/** @returns the codec; or what is wrong with the modifiers for such a field, and how to mend it. */
export function compileValue(
  modifiers: Modifiers,
  field: HubField,
  setting: ValueSetting,
): ValueCodec | string {
  const type = modifiers.type ?? impliedType(modifiers, field)
  const wrong = misfit(type, modifiers, field)
  if (wrong !== undefined) return wrong
  if (modifiers.code !== undefined) return codeCodec(modifiers.code, setting)
  switch (type) {
    case 'text':
      return TEXT
    case 'integer':
      return integerCodec(field)
    case 'boolean':
      return BOOLEAN
    case 'decimal':
      return decimalCodec(modifiers, field)
    case 'date':
    case 'dateTime':
      return dateCodec(type, modifiers.format, setting.timeZone)
  }
}

function impliedType(modifiers: Modifiers, field: HubField): ValueType {
  if (modifiers.format !== undefined) return 'dateTime'
  if ((modifiers.unit ?? modifiers.scale ?? modifiers.fixedScale) !== undefined) return 'decimal'
  return field.type === 'integer' || field.type === 'boolean' ? field.type : 'text'
}

function misfit(type: ValueType, modifiers: Modifiers, field: HubField): string | undefined {
  if (field.type === 'object' || field.type === 'array')
    return `the document path ends in ${field.type === 'array' ? 'a list' : 'an object'}; a rule needs one value`
  if (field.type === 'number')
    return 'the schema holds a binary number there; make it a decimal string or an integer'
  const fits = field.type === 'text' ? type !== 'boolean' : field.type === type
  if (!fits) return `\`type: ${type}\` does not fit the schema, which holds ${field.type} there`
  const numeric = modifiers.unit ?? modifiers.scale ?? modifiers.fixedScale
  if (numeric !== undefined && type !== 'decimal')
    return '`unit`, `scale` and `fixedScale` need `type: decimal`'
  if (modifiers.format !== undefined && type !== 'date' && type !== 'dateTime')
    return '`format` needs `type: date` or `dateTime`'
  if (modifiers.code !== undefined && type !== 'text') return '`code` needs `type: text`'
  return undefined
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value
  throw new KhorgosError('DOCUMENT_INVALID', 'The document holds something else than text there.')
}

const TEXT: ValueCodec = { read: (text) => text, write: textOf }

const BOOLEAN: ValueCodec = {
  read(text) {
    // xs:boolean, XML Schema part 2, 3.2.2.1
    if (text === 'true' || text === '1') return true
    if (text === 'false' || text === '0') return false
    throw new KhorgosError('FIELD_INVALID', `"${text}" is neither true nor false.`)
  },
  write(value) {
    if (typeof value === 'boolean') return String(value)
    throw new KhorgosError('DOCUMENT_INVALID', 'The document holds something else than true or false there.')
  },
}

/** A hub field of type text keeps the digits as canonical text, one of type integer keeps a JSON number. */
function integerCodec(field: HubField): ValueCodec {
  return {
    read(text) {
      const canonical = canonicalDecimal(text)
      const number = Number(canonical)
      if (text.includes('.') || (field.type === 'integer' && !Number.isSafeInteger(number))) {
        throw new KhorgosError(
          'FIELD_INVALID',
          `"${text}" is not a whole number${text.includes('.') ? '' : ' that fits'}.`,
        )
      }
      return field.type === 'integer' ? number : canonical
    },
    write(value) {
      const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : textOf(value)
      const canonical = inDocument(() => canonicalDecimal(text))
      if (canonical.includes('.'))
        throw new KhorgosError('DOCUMENT_INVALID', `"${text}" is not a whole number.`)
      return canonical
    },
  }
}

function codeCodec(name: string, setting: ValueSetting): ValueCodec | string {
  const list = setting.codes.get(name)
  if (list === undefined) return `there is no code list ${name}; add it to \`codes\` at the head`
  const lookUp = (to: 'toHub' | 'toPartner', code: string, notes: ValueNotes) => {
    const found = list[to](code, notes.day)
    if (found === undefined)
      throw new KhorgosError('CODE_UNKNOWN', `"${code}" is not in the code list ${name} on ${notes.day}.`)
    if (!found.reversible)
      notes.changed = `the code list ${name} has no way back from ${found.code} to ${code}`
    return found.code
  }
  return {
    read: (text, notes) => lookUp('toHub', text, notes),
    write: (value, notes) => lookUp('toPartner', textOf(value), notes),
  }
}

/** The decimal codec of a rule; also used by totals, whose number is no field of the hub. */
export function decimalCodec(modifiers: Modifiers, field: HubField): ValueCodec | string {
  const { unit } = modifiers
  const scale = modifiers.fixedScale ?? modifiers.scale
  const hubUnit = field.unit ?? (unit === undefined ? undefined : hubUnitFor(unit))
  const toHub = unit === undefined ? undefined : unitConversion(unit, hubUnit ?? unit)
  const toMessage = unit === undefined ? undefined : unitConversion(hubUnit ?? unit, unit)
  if (unit !== undefined && (toHub === undefined || toMessage === undefined)) {
    return `\`unit: ${unit}\` cannot be turned into the hub's ${hubUnit ?? 'unit'}; known units are ${KNOWN_UNITS.join(', ')}`
  }
  if (toHub?.exact === false)
    return `\`unit: ${unit ?? ''}\` does not turn into finite decimals of ${hubUnit ?? ''}`
  if (toMessage?.exact === false && scale === undefined)
    return `\`unit: ${unit ?? ''}\` needs \`scale\`, because ${hubUnit ?? ''} does not turn into it exactly`
  return {
    read: (text) => (toHub === undefined ? canonicalDecimal(text) : toHub.convert(text)),
    write(value, notes) {
      const hub = inDocument(() =>
        canonicalDecimal(typeof value === 'number' ? String(value) : textOf(value)),
      )
      const exact = toMessage?.convert(hub, scale) ?? hub
      const rounded = scale === undefined ? exact : roundDecimal(exact, scale)
      const recovered = toMessage?.exact === false ? (toHub?.convert(rounded) ?? rounded) : rounded
      const original = toMessage?.exact === false ? hub : exact
      if (compareDecimals(recovered, original) !== 0)
        notes.changed = `rounded half up to ${scale ?? 0} decimals`
      return modifiers.fixedScale === undefined ? rounded : padDecimal(rounded, modifiers.fixedScale)
    },
  }
}

/** What is malformed inside a document is not the sender's field. */
function inDocument<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof KhorgosError)) throw error
    throw new KhorgosError('DOCUMENT_INVALID', error.message, { cause: error })
  }
}

function dateCodec(
  type: 'date' | 'dateTime',
  pattern: string | undefined,
  zone: string,
): ValueCodec | string {
  const format = dateFormat(pattern, type === 'date' ? 'yyyy-MM-dd' : undefined)
  if (typeof format === 'string') return format
  if (!format.hasDate) return `\`format: ${format.pattern}\` has no date; name its companion with \`date\``
  if (type === 'date' && format.hasTime)
    return `\`format: ${format.pattern}\` has a time; write \`type: dateTime\``
  return {
    read(text, notes) {
      const parts = format.parse(text)
      if (parts === undefined)
        throw new KhorgosError('FIELD_INVALID', `"${text}" is not written as ${format.pattern}.`)
      const hasTime = format.hasTime && !(format === ISO_DATE_TIME && text.length === 10)
      return noted(toHubTime(parts, { hasTime }, zone), notes)
    },
    write: (value, notes) => noted(fromHubTime(textOf(value), format, zone), notes),
  }
}

/** @returns the compiled pattern, ISO 8601 when there is none; or what is wrong with it. */
export function dateFormat(pattern: string | undefined, otherwise?: string): DateFormat | string {
  const wanted = pattern ?? otherwise
  if (wanted === undefined) return ISO_DATE_TIME
  return (
    compileDateFormat(wanted) ??
    `\`${wanted}\` is no date pattern; use yyyy MM dd HH mm ss SSS XXX, each once, and quoted letters`
  )
}

function noted({ text, changed, defaulted }: Converted, notes: ValueNotes): string {
  notes.changed = changed
  notes.defaulted = defaulted
  return text
}
