import type { JsonValue } from '../../model/json.ts'

/** @returns the moment where the value is one and lies behind the other: a deadline that is over when it begins would never end */
export function momentAfter(from: Date, value: JsonValue | undefined): Date | undefined {
  const moment = typeof value === 'string' ? new Date(value) : undefined
  return moment !== undefined && moment > from ? moment : undefined
}
