import { KhorgosError } from '../errors.ts'
import type { CodeList } from '../model/code-list.ts'
import { canonicalDecimal } from '../model/decimal.ts'
import type { HubField } from './hub-schema.ts'
import type { ValueType } from './rule-keys.ts'
import type { Modifiers } from './rule-modifiers.ts'
import { dateCodec } from './value-date.ts'
import { decimalCodec } from './value-decimal.ts'
import { inDocument, type ValueCodec, type ValueNotes } from './value-codec.ts'
import { textCodec, textOf } from './value-text.ts'

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
  if (modifiers.code !== undefined) {
    const codec = codeCodec(modifiers.code, setting)
    return type === 'boolean' && typeof codec !== 'string' ? ofTruth(codec) : codec
  }
  switch (type) {
    case 'text':
      return textCodec(modifiers)
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
  if (modifiers.code !== undefined && type !== 'text' && type !== 'boolean')
    return '`code` needs `type: text` or `boolean`'
  if (
    (modifiers.identifier ?? modifiers.latin) !== undefined &&
    (type !== 'text' || modifiers.code !== undefined)
  )
    return '`identifier` and `latin` need `type: text` and no `code`'
  return undefined
}

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

/** Truth in a notation of its own, such as `1` and `0`: the hub codes of its list are `true` and `false`. */
function ofTruth(codec: ValueCodec): ValueCodec {
  return {
    read: (text, notes) => BOOLEAN.read(String(codec.read(text, notes)), notes),
    write: (value, notes) => codec.write(BOOLEAN.write(value, notes), notes),
  }
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
