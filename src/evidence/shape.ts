/**
 * What a parsed JSON value must look like, as data. For the few files of our own that come back from
 * strangers: every member is named, every member is checked, and there is no other member.
 */
export type Check = (value: unknown) => boolean

export interface Shape {
  readonly required: Readonly<Record<string, Check>>
  readonly optional?: Readonly<Record<string, Check>>
}

const HEX_256 = /^[0-9a-f]{64}$/
const UTC_MILLIS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const DECIMAL = /^(?:0|[1-9]\d{0,19})$/
/** Bounded, so that sums of very many still fit what is computed with; wider than any amount of a hub document. */
const AMOUNT = /^(?:0|[1-9]\d{0,17})(?:\.\d{0,29}[1-9])?$/

export const text: Check = (value) => typeof value === 'string' && value !== ''
export const sha256: Check = (value) => typeof value === 'string' && HEX_256.test(value)
export const uuid: Check = (value) => typeof value === 'string' && UUID.test(value)
export const decimal: Check = (value) => typeof value === 'string' && DECIMAL.test(value)
/** A canonical decimal that is not negative. */
export const amount: Check = (value) => typeof value === 'string' && AMOUNT.test(value)
/** A canonical decimal of either sign; there is one zero. */
export const change: Check = (value) =>
  amount(value) ||
  (typeof value === 'string' && value.startsWith('-') && value !== '-0' && amount(value.slice(1)))
export const instant: Check = (value) =>
  typeof value === 'string' && UTC_MILLIS.test(value) && !Number.isNaN(Date.parse(value))

export const equalTo =
  (expected: unknown): Check =>
  (value) =>
    value === expected

export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && allowed.includes(value)

export const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item)

export const listOfSome =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(item)

export const shaped =
  (shape: Shape): Check =>
  (value) =>
    isShaped(value, shape)

export function isShaped(value: unknown, { required, optional = {} }: Shape): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const checks = new Map([...Object.entries(required), ...Object.entries(optional)])
  return (
    Object.keys(required).every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([name, member]) => checks.get(name)?.(member) === true)
  )
}
