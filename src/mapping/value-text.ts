import { KhorgosError } from '../errors.ts'
import { checkIdentifier, type SchemeId } from '../model/identifiers/check.ts'
import type { JsonValue } from '../model/json.ts'
import { ROMANISATIONS } from '../model/transliteration/latin.ts'
import type { LatinForm, Modifiers } from './rule-modifiers.ts'
import type { ValueCodec, ValueNotes } from './value-codec.ts'

/** @throws KhorgosError DOCUMENT_INVALID when the hub value is no text. */
export function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value
  throw new KhorgosError('DOCUMENT_INVALID', 'The document holds something else than text there.')
}

const PLAIN: ValueCodec = { read: (text) => text, write: textOf }

/** Text as it stands, unless the rule asks for more. */
export function textCodec({ identifier, latin }: Pick<Modifiers, 'identifier' | 'latin'>): ValueCodec {
  if (identifier === undefined && latin === undefined) return PLAIN
  return {
    read(text) {
      requireIdentifier(identifier, text, 'FIELD_INVALID')
      return text
    },
    write(value, notes) {
      const text = textOf(value)
      requireIdentifier(identifier, text, 'DOCUMENT_INVALID')
      return latin === undefined ? text : inLatin(text, latin, notes)
    },
  }
}

/** One of the registers is enough; of several faults the nearest miss is told. */
function requireIdentifier(
  schemes: readonly SchemeId[] | undefined,
  text: string,
  code: 'FIELD_INVALID' | 'DOCUMENT_INVALID',
): void {
  if (schemes === undefined) return
  const faults = schemes.flatMap((scheme) => checkIdentifier(scheme, text) ?? [])
  if (faults.length < schemes.length) return
  const fault = faults.find(({ kind }) => kind === 'check') ?? faults[0]
  if (fault !== undefined) throw new KhorgosError(code, fault.reason)
}

function inLatin(text: string, { table, orOriginal }: LatinForm, notes: ValueNotes): string {
  const result = ROMANISATIONS[table](text)
  if ('stuck' in result) {
    if (orOriginal) return text
    throw new KhorgosError(
      'OUTPUT_INVALID',
      `"${text}" cannot be written in Latin letters: "${result.stuck}" has no sure form (${table}).`,
    )
  }
  if (result.latin !== text) notes.changed = `written in Latin letters (${table})`
  return result.latin
}
