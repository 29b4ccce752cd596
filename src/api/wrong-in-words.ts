import type { ErrorObject } from 'ajv'
import { QUESTION_SCHEMA } from '../model/generated/verification-schemas.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'

/** What is wrong with what somebody sent, as a person says it: nobody has to read a pattern. */

/** A name that is not known is told back, as much of it as anybody needs to find it. */
const MAX_SHOWN = 64

/** What a definition or a member with a pattern wants. */
const FORMS: Readonly<Record<string, string>> = {
  Country: 'the two capital letters of a country (ISO 3166), as LA',
  Day: 'a day, as 2026-11-22',
  Instant: 'a moment in UTC, as 2026-11-22T08:30:00Z',
  Moment: 'a moment with its offset from UTC, as 2026-11-22T16:30:00+08:00',
  Decimal: 'a decimal number in quotes, with at most 6 decimals and without sign, as "25.15"',
  Word: 'a name in small letters and hyphens, as preferential-duty',
  HeldIdentifier: 'an identifier behind its register and a space, as KZ-BIN 123456789012',
  HeldCode: 'a code that begins with a capital letter or a digit, as WO or RVC 55',
  HeldTariffNumber: 'a tariff number of 6 to 14 digits without dots, as 11081400',
  form: 'the form of a certificate in capital letters, digits and hyphens, as E',
  reference: 'a name of your own in letters, digits and . _ : / - that begins with a letter or a digit',
  unitCode: 'a unit of UN/ECE Recommendation 20, as KGM',
  currencyId: 'the three capital letters of a currency (ISO 4217), as USD',
  sha256: 'a hash: 64 digits, each 0 to 9 or a to f',
  salt: '32 random bytes in base64url: 43 characters without padding',
}

/** The member or definition that the pattern stands under. */
const OWNER = /(?<name>\w+)\/pattern$/

/** Definitions whose value may be a text or a hash, by the pattern of the text: the error does not name these. */
const ALTERNATIVES: ReadonlyMap<string, string> = new Map(
  Object.entries(asObject(QUESTION_SCHEMA['$defs']) ?? {}).flatMap(([name, definition]) =>
    objectsAt(asObject(definition), 'oneOf').flatMap((each): [string, string][] => {
      const pattern = textAt(each, 'pattern')
      return pattern === undefined ? [] : [[pattern, name]]
    }),
  ),
)

/** What is wrong at one place, to be read behind the name of the place. */
export function wrongInWords(
  problem: Pick<ErrorObject, 'keyword' | 'params' | 'schemaPath' | 'message'> | undefined,
): string {
  const { keyword, params, schemaPath = '', message = 'is wrong' } = problem ?? {}
  if (keyword === 'pattern') {
    const alternative = ALTERNATIVES.get(String(params?.['pattern']))
    const name = alternative ?? OWNER.exec(schemaPath)?.groups?.['name'] ?? ''
    return Object.hasOwn(FORMS, name)
      ? `has to be ${FORMS[name]}`
      : 'does not have the form that the API description says'
  }
  if (keyword === 'additionalProperties')
    return `has no member "${String(params?.['additionalProperty']).slice(0, MAX_SHOWN)}"`
  return keyword === 'false schema' ? 'does not go together with the rest' : message
}
