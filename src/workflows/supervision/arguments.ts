import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import type { Confirmation, Officer } from '../../model/generated/parts.ts'
import type { Response } from '../../model/generated/response.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { ReplacedSeal } from './en-route.ts'
import type { ChecklistComparison } from '../checklist/compare/compare.ts'
import { has } from '../definitions/arguments.ts'

/**
 * Arguments of operations as what they are. Documents were checked under their schemas where they came in, what acts state by
 * the definition; here it is told apart from what is absent, or another thing altogether.
 */

export function checklistIn(value: JsonValue | undefined): LoadChecklist | undefined {
  return isChecklist(value) ? value : undefined
}

/** A list as an officer states it, before it has a number. */
export function statedChecklistIn(value: JsonValue | undefined): Omit<LoadChecklist, 'id'> | undefined {
  return isStatedChecklist(value) ? value : undefined
}

export function confirmationIn(value: JsonValue | undefined): Confirmation | undefined {
  return isConfirmation(value) ? value : undefined
}

export function comparisonIn(value: JsonValue | undefined): ChecklistComparison | undefined {
  return isComparison(value) ? value : undefined
}

export function responseIn(value: JsonValue | undefined): Response | undefined {
  return isResponse(value) ? value : undefined
}

/** Vehicle and containers that an officer states. */
export function vehicleIn(
  value: JsonValue | undefined,
): Pick<LoadChecklist, 'borderTransportMeans' | 'transportEquipment'> | undefined {
  return isVehicle(value) ? value : undefined
}

export function replacedIn(value: JsonValue | undefined): readonly ReplacedSeal[] | undefined {
  return isReplaced(value) ? value : undefined
}

/** What an officer states of a load, out of all that an event says. */
export function statedIn(event: JsonValue | undefined): JsonObject {
  const { resultCode, inspections, seals, description } = asObject(event) ?? {}
  return {
    ...(resultCode !== undefined && { resultCode }),
    ...(inspections !== undefined && { inspections }),
    ...(seals !== undefined && { seals }),
    ...(description !== undefined && { description }),
  }
}

const isChecklist = (value: unknown): value is LoadChecklist => has(value, 'id', 'borderTransportMeans')
const isStatedChecklist = (value: unknown): value is Omit<LoadChecklist, 'id'> =>
  has(value, 'consignmentItems', 'borderTransportMeans')
const isVehicle = (
  value: unknown,
): value is Pick<LoadChecklist, 'borderTransportMeans' | 'transportEquipment'> =>
  has(value, 'borderTransportMeans')
const isReplaced = (value: unknown): value is readonly ReplacedSeal[] =>
  Array.isArray(value) && value.every((each) => has(each, 'from', 'to'))
const isConfirmation = (value: unknown): value is Confirmation => has(value, 'countryCode', 'resultCode')
const isResponse = (value: unknown): value is Response => has(value, 'level', 'outcome')
const isComparison = (value: unknown): value is ChecklistComparison => has(value, 'verdict', 'discrepancies')

/** Who acts, as hub documents name an officer. */
export function officerOf(by: JsonValue | undefined): { readonly officer?: Officer } {
  const actor = asObject(by)
  const person = actor?.['person']
  const name = actor?.['name']
  if (typeof person !== 'string') return {}
  return {
    officer: {
      id: person.slice(0, LONGEST_OFFICER),
      ...(typeof name === 'string' && { name: name.slice(0, LONGEST_NAME) }),
    },
  }
}

const LONGEST_OFFICER = 35
const LONGEST_NAME = 150
