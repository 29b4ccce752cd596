import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { CheckFact, DocumentContent, InspectionFact, Reading } from '../facts/fact.ts'
import { present } from '../present.ts'
import {
  confirmationsOf,
  containersOf,
  dayOf,
  eventOf,
  isNumber,
  platesOf,
  sealsOf,
  unique,
  unlessEmpty,
} from './parts.ts'

/** UN 1225. A result was true or it was not: whoever takes one back revokes it, for all who rely on it. */
const DELETION = '3'

/**
 * The result of an inspection as a fact. The side that inspected gives it its number; each message tells the whole of it.
 *
 * @param document hub document `inspection-result`
 * @param issuer country of that side, where the document does not say it
 * @returns undefined when it says neither, or does not say which document's goods were inspected
 */
export function readInspection(document: JsonObject, issuer: string | undefined): Reading | undefined {
  const event = textAt(document, 'functionCode') === DELETION ? 'revoked' : eventOf(document)
  const country = textAt(document, 'countryCode') ?? issuer
  const number = textAt(document, 'id')
  const inspection = inspectionOf(document)
  if (event === undefined || country === undefined || inspection === undefined || !isNumber(number))
    return undefined
  const key = { kind: 'inspection-result' as const, issuer: country, series: '', number }
  return { key, event, content: contentOf(document, inspection, event) }
}

function contentOf(
  document: JsonObject,
  inspection: InspectionFact,
  event: Reading['event'],
): DocumentContent {
  const truck = asObject(document['borderTransportMeans'])
  const office = asObject(document['office'])
  const names = unique([textAt(office, 'name'), textAt(office, 'id')])
  return {
    ...present({
      issueDay: dayOf(textAt(document, 'issueDateTime')),
      authority: names.length === 0 ? undefined : { names, ids: [] },
      plates: truck && unlessEmpty(platesOf(truck)),
      containers: unlessEmpty(containersOf(document)),
      seals: unlessEmpty(sealsLeft(document)),
      inspection,
      confirmations: confirmationsOf(document),
      revocation: event === 'revoked' ? revocationOf(document) : undefined,
    }),
    lines: [],
  }
}

function inspectionOf(document: JsonObject): InspectionFact | undefined {
  const subject = asObject(document['subject'])
  const [number, type] = [textAt(subject, 'id'), textAt(subject, 'typeCode')]
  const result = textAt(document, 'resultCode')
  if (number === undefined || type === undefined || result === undefined) return undefined
  return {
    subject: number,
    type,
    result,
    ...present({
      digest: textAt(subject, 'digest'),
      crossing: textAt(document, 'borderCrossingId'),
      decision: textAt(asObject(document['decision']), 'statusCode'),
    }),
    checks: objectsAt(document, 'inspections').flatMap(checkOf),
  }
}

function checkOf(check: JsonObject): CheckFact[] {
  const [kind, result] = [textAt(check, 'kindCode'), textAt(check, 'resultCode')]
  if (kind === undefined || result === undefined) return []
  const findings = unique(objectsAt(check, 'findings').map((finding) => textAt(finding, 'kindCode')))
  return [{ kind, result, ...present({ findings: unlessEmpty(findings) }) }]
}

/** The seals after the inspection: those that were there without those taken off, and those put on. */
function sealsLeft(document: JsonObject): string[] {
  const numbersAt = (field: string): (string | undefined)[] =>
    objectsAt(document, field).map((seal) => textAt(seal, 'id'))
  const removed = new Set(numbersAt('removedSeals'))
  const before = [...sealsOf(document), ...sealsOf(asObject(document['borderTransportMeans']))]
  return unique([...before.filter((seal) => !removed.has(seal)), ...numbersAt('appliedSeals')])
}

function revocationOf(document: JsonObject): DocumentContent['revocation'] {
  const revocation = asObject(document['revocation'])
  const from = dayOf(textAt(revocation, 'effectiveDateTime'))
  return from === undefined ? undefined : { from, ...present({ reason: textAt(revocation, 'reason') }) }
}
