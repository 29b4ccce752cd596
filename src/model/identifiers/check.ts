import { firstLookAlike, foldLookAlikes } from '../homoglyphs.ts'
import { CN_CIQ, CN_CUSTOMS, CN_ORG, USCC } from './china.ts'
import { AM_UNN, BY_UNP, KG_INN, KZ_BIN, KZ_IIN, RU_INN, RU_KPP, RU_OGRN, RU_OGRNIP } from './eurasia.ts'
import type { IdentifierScheme } from './scheme.ts'
import { ISO_6346, UNDG } from './transport.ts'

/** Registers by the name that hub documents use in `schemeId`. */
const SCHEMES = {
  USCC,
  'CN-ORG': CN_ORG,
  'CN-CUSTOMS': CN_CUSTOMS,
  'CN-CIQ': CN_CIQ,
  'KZ-BIN': KZ_BIN,
  'KZ-IIN': KZ_IIN,
  'RU-INN': RU_INN,
  'RU-KPP': RU_KPP,
  'RU-OGRN': RU_OGRN,
  'RU-OGRNIP': RU_OGRNIP,
  'BY-UNP': BY_UNP,
  'AM-UNN': AM_UNN,
  'KG-INN': KG_INN,
  // Mongolian entities; individuals have two letters and eight digits. How the digits are checked is not public.
  'MN-REG': {
    form: /^(?:\d{7}|[А-ЯЁӨҮ]{2}\d{8})$/u,
    shape: 'seven digits, or two Mongolian letters and eight digits',
  },
  'ISO-6346': ISO_6346,
  UNDG,
} as const satisfies Record<string, IdentifierScheme>

export type SchemeId = keyof typeof SCHEMES

export const SCHEME_IDS: readonly SchemeId[] = Object.keys(SCHEMES).filter(isSchemeId)

function isSchemeId(name: string): name is SchemeId {
  return Object.hasOwn(SCHEMES, name)
}

export interface IdentifierFault {
  /** `form`: it cannot be from this register. `check`: its check digit is wrong, most often by a slip of the hand. */
  readonly kind: 'form' | 'check'
  /** A sentence for whoever has to mend it. */
  readonly reason: string
}

/**
 * Whether a text can be an identifier of a register. That it was ever given out is not checked, only the register
 * knows that.
 *
 * @returns undefined when nothing is wrong with it
 */
export function checkIdentifier(scheme: SchemeId, text: string): IdentifierFault | undefined {
  const { form, shape, letters, isChecked }: IdentifierScheme = SCHEMES[scheme]
  const id = letters === 'by look' ? foldLookAlikes(text.slice(0, MAX_SHOWN + 1)) : text
  if (!form.test(id)) return { kind: 'form', reason: malformed(scheme, text, shape) }
  if (isChecked === undefined || isChecked(id)) return undefined
  return { kind: 'check', reason: `"${text}" is no ${scheme} number: its check digit is wrong.` }
}

/** The most frequent slip cannot be seen, so it is named. */
function malformed(scheme: SchemeId, text: string, shape: string): string {
  const { form }: IdentifierScheme = SCHEMES[scheme]
  const lookAlike =
    text.length <= MAX_SHOWN && form.test(foldLookAlikes(text)) ? firstLookAlike(text) : undefined
  if (lookAlike === undefined) return `"${excerpt(text)}" is no ${scheme} number, which has ${shape}.`
  return `"${text}" is no ${scheme} number: the letter ${lookAlike.letter} at position ${lookAlike.position} is not Latin.`
}

/** No identifier is longer. */
const MAX_SHOWN = 40

function excerpt(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}
