import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { DocumentContent, FactLine, KindName, Reading, SuspensionFact } from '../facts/fact.ts'
import { present } from '../present.ts'
import { amountOf, dayOf, eventOf, isNumber, lineNumberOf, measureOf, partyOf } from './parts.ts'

/** What authorities grant: permits, and the status of an economic operator. Every message tells the whole of it. */

const IN_FORCE = 'in-force'

/** Before every day that a question can name: of a suspension that does not say since when. */
const ALWAYS = '0000-01-01'

/** @param document hub document `permit` */
export function readPermit(document: JsonObject): Reading | undefined {
  return readAuthorisation('permit', document)
}

/** @param document hub document `economic-operator` */
export function readOperator(document: JsonObject): Reading | undefined {
  return readAuthorisation('economic-operator', document)
}

function readAuthorisation(kind: KindName, document: JsonObject): Reading | undefined {
  const event = grantedEvent(document)
  const issuer = textAt(document, 'issuingCountryCode')
  const number = textAt(document, 'id')
  if (event === undefined || issuer === undefined || !isNumber(number)) return undefined
  return { key: { kind, issuer, series: '', number }, event, content: contentOf(document, event) }
}

/** A withdrawn document says so by its status: what the authority takes back matters more than what the message is to the one before. */
function grantedEvent(document: JsonObject): Reading['event'] | undefined {
  const said = eventOf(document)
  const status = textAt(document, 'statusCode') ?? IN_FORCE
  if (said === 'cancelled' || status === IN_FORCE) return said
  return status === 'revoked' ? 'revoked' : 'suspended'
}

function contentOf(document: JsonObject, event: Reading['event']): DocumentContent {
  const authority = textAt(document, 'issuingAuthorityName')
  const suspensions = suspensionsOf(document, event)
  return {
    ...present({
      issueDay: dayOf(textAt(document, 'issueDateTime')),
      firstDay: dayOf(textAt(document, 'effectiveDateTime')),
      lastDay: dayOf(textAt(document, 'expirationDateTime')),
      authority: authority === undefined ? undefined : { names: [authority], ids: [] },
      holder: partyOf(document['holder']),
      suspensions: suspensions.length === 0 ? undefined : suspensions,
      revocation: event === 'revoked' ? revocationOf(document) : undefined,
    }),
    lines: objectsAt(document, 'goodsItems').map(lineOf),
  }
}

function suspensionsOf(document: JsonObject, event: Reading['event']): SuspensionFact[] {
  const told = objectsAt(document, 'suspensions').map((each) => ({
    from: dayOf(textAt(each, 'startDateTime')) ?? ALWAYS,
    ...present({ to: dayOf(textAt(each, 'endDateTime')), reason: textAt(each, 'reason') }),
  }))
  return told.length === 0 && event === 'suspended' ? [{ from: ALWAYS }] : told
}

function revocationOf(document: JsonObject): DocumentContent['revocation'] {
  const revocation = asObject(document['revocation'])
  const from = dayOf(textAt(revocation, 'effectiveDateTime'))
  return from === undefined ? undefined : { from, ...present({ reason: textAt(revocation, 'reason') }) }
}

function lineOf(item: JsonObject, place: number): FactLine {
  return {
    line: lineNumberOf(item, place),
    ...present({
      hs: textAt(item, 'classificationId'),
      origin: textAt(item, 'originCountryCode'),
      quantity: measureOf(asObject(item['quantity'])),
      value: amountOf(asObject(item['valueAmount'])),
    }),
  }
}
