import { randomBytes } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import { comparableForm, type ComparableValue, heldHash, isComparableField } from '../model/comparable.ts'
import type { Hash, Held, HeldLine, Question } from '../model/generated/verification/question.ts'

const SALT_BYTES = 32

/**
 * A question that states the same without telling it: salted hashes in place of all that is held.
 *
 * @param salt 32 random bytes for this question alone; drawn where absent
 * @throws KhorgosError REQUEST_INVALID for a question that cannot be asked in this way, FIELD_INVALID for a value of which
 *   nothing is left to compare; both with the JSON Pointer of the place
 */
export function hashOnly(question: Question, salt: Uint8Array = randomBytes(SALT_BYTES)): Question {
  if (question.salt !== undefined) throw invalid('/salt', 'It has hashes already.')
  if (question.wants !== undefined) throw invalid('/wants', 'Wishes are told plainly or not at all.')
  if (question.held === undefined) throw invalid('/held', 'It holds nothing that could be hashed.')
  const { lines, ...fields } = question.held
  const held: Held = hashes(salt, fields, 0, '/held')
  const items = lines?.map(({ line, ...values }, index): HeldLine => {
    return { line, ...hashes(salt, values, line, `/held/lines/${index}`) }
  })
  return {
    ...question,
    salt: Buffer.from(salt).toString('base64url'),
    held: { ...held, ...(items !== undefined && { lines: items }) },
  }
}

function hashes(salt: Uint8Array, values: object, line: number, place: string): Record<string, Hash> {
  const entries: [string, ComparableValue | Hash | undefined][] = Object.entries(values)
  return Object.fromEntries(
    entries.flatMap(([field, value]) =>
      value === undefined ? [] : [[field, hashOf(salt, field, line, value, `${place}/${field}`)]],
    ),
  )
}

function hashOf(
  salt: Uint8Array,
  field: string,
  line: number,
  value: ComparableValue | Hash,
  path: string,
): Hash {
  if (typeof value === 'object' && 'sha256' in value) throw invalid(path, 'It is a hash already.')
  const form = isComparableField(field) ? comparableForm(field, value) : undefined
  if (form === undefined)
    throw new KhorgosError('FIELD_INVALID', 'Nothing of this value is left to compare.', { place: { path } })
  return { sha256: heldHash(salt, field, line, form) }
}

function invalid(path: string, message: string): KhorgosError {
  return new KhorgosError('REQUEST_INVALID', message, { place: { path } })
}
