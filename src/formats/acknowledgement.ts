import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { LADDER } from '../model/ladder.ts'
import type { HubCodes } from '../model/hub-codes.ts'

const SEVERITY = ['accepted', 'review', 'rejected'] as const

/**
 * Completes a response with what follows from its parts: which message it answers, on which step of the ladder
 * it stands (the highest that one of its statuses does; errors and registrations alone are judgements), and the worst
 * of its answers. Rules speak of one field at a time and cannot say this.
 *
 * @param response hub document as the mapping read it
 * @param answers message id that the format's natural key names, used when no field of the message holds it
 * @param codes hub code lists; list `status` holds level and outcome of each status
 */
export function completeResponse(
  response: JsonObject,
  answers: string | undefined,
  codes: HubCodes,
): JsonObject {
  const statuses = statusesOf(response).map((code) => codes.row('status', code))
  const failed = objectsAt(response, 'errors').length > 0
  const registered = asObject(response['registration']) !== undefined
  const outcomes = statuses.map((row) => row?.['outcome'])
  if (failed) outcomes.push('rejected')
  if (registered) outcomes.push('accepted')
  const outcome = SEVERITY.findLast((each) => outcomes.includes(each))
  const said = LADDER.filter((step) => statuses.some((row) => row?.['level'] === step))
  return {
    ...(answers !== undefined && { functionalReferenceId: answers }),
    // A message that answers nothing gets neither: the schema then refuses it.
    ...(outcome !== undefined && { outcome, level: said.at(-1) ?? 'business' }),
    ...response,
  }
}

/** What is said of lines and papers counts where nothing is said of the whole: one line refused is no refusal of all. */
function statusesOf(response: JsonObject): string[] {
  const whole = [
    asObject(response['status']),
    ...objectsAt(response, 'consignments'),
    ...objectsAt(response, 'transportEquipment'),
  ].flatMap((answer) => textAt(answer, 'statusCode') ?? [])
  if (whole.length > 0) return whole
  const parts = [...objectsAt(response, 'goodsItems'), ...objectsAt(response, 'documents')]
  return parts.flatMap((answer) => textAt(answer, 'statusCode') ?? [])
}
