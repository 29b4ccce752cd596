import { SCHEME_IDS, type SchemeId } from '../model/identifiers/check.ts'
import { ROMANISATION_IDS, type RomanisationId } from '../model/transliteration/latin.ts'
import type { MessagePath } from './message-path.ts'
import type { RuleFields, SourcePath } from './rule-fields.ts'
import { TYPES, type ValueType } from './rule-keys.ts'

/** `latin:` as a rule says it. */
export interface LatinForm {
  readonly table: RomanisationId
  /** Text that has no Latin form is written as it is, instead of being an error. */
  readonly orOriginal: boolean
}

/** How the value of a rule is written, and when the rule is used. */
export interface Modifiers {
  readonly type: ValueType | undefined
  readonly format: string | undefined
  readonly code: string | undefined
  readonly scale: number | undefined
  readonly fixedScale: number | undefined
  readonly unit: string | undefined
  readonly default: string | undefined
  readonly assume: string | undefined
  /** Registers the value may be from. */
  readonly identifier: readonly SchemeId[] | undefined
  readonly latin: LatinForm | undefined
  readonly truncate: number | undefined
  /** Most characters of an element, of which the text fills several. */
  readonly pieces: number | undefined
  /** Of an `each`: what elements are that say nothing. */
  readonly blank: 'skip' | undefined
  /** Where the text goes on when its element is full. */
  readonly rest: MessagePath | undefined
  /** Name of the empty child that stands for "no value". */
  readonly absent: string | undefined
  readonly loses: string | undefined
  readonly date: MessagePath | undefined
  readonly dateFormat: string | undefined
  readonly time: MessagePath | undefined
  readonly timeFormat: string | undefined
  readonly unless: MessagePath | undefined
  readonly needs: SourcePath | undefined
  readonly with: readonly { readonly path: SourcePath; readonly text: string }[] | undefined
  readonly wco: string | undefined
}

export function parseModifiers(fields: RuleFields): Modifiers {
  return {
    type: fields.oneOf('type', TYPES),
    format: fields.text('format'),
    code: fields.text('code'),
    scale: fields.count('scale', 0),
    fixedScale: fields.count('fixedScale', 0),
    unit: fields.text('unit'),
    default: fields.text('default'),
    assume: fields.text('assume'),
    identifier: fields.eachOf('identifier', SCHEME_IDS),
    latin: parseLatin(fields),
    truncate: fields.count('truncate', 1),
    pieces: fields.count('pieces', 1),
    blank: fields.oneOf('blank', ['skip']),
    rest: fields.messagePath('rest'),
    absent: fields.text('absent'),
    loses: fields.text('loses'),
    date: fields.messagePath('date'),
    dateFormat: fields.text('dateFormat'),
    time: fields.messagePath('time'),
    timeFormat: fields.text('timeFormat'),
    unless: fields.messagePath('unless'),
    needs: fields.documentPath('needs'),
    with: fields.documentTexts('with'),
    wco: fields.text('wco'),
  }
}

const OR_ORIGINAL = ' or original'

/** `icao`, or `icao or original`. */
function parseLatin(fields: RuleFields): LatinForm | undefined {
  const form = fields.oneOf(
    'latin',
    ROMANISATION_IDS.flatMap((id) => [id, `${id}${OR_ORIGINAL}` as const]),
  )
  const table = ROMANISATION_IDS.find((id) => form?.startsWith(id))
  return table && { table, orOriginal: form !== table }
}
