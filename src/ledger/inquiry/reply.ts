import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { PartyFact } from '../facts/fact.ts'

/** What an authority replies to a request of ours, in the ledger's words. */
export interface Reply {
  /** Number of the request. */
  readonly request: string
  /** Number of the document, as written. */
  readonly number: string
  /** Absent where the reply leaves it to the request. */
  readonly series: string | undefined
  readonly issuer: string | undefined
  /** Code of the hub's list origin-verification-result. */
  readonly result: string
  /** The same of items, where it tells them apart. */
  readonly lines: readonly string[]
  readonly issueDay: string | undefined
  /** The body that issued the document; the one that answers, where no other is named. */
  readonly authority: PartyFact | undefined
  /** Its reasons in words. */
  readonly text: string | undefined
}

/**
 * A reply of an issuing authority.
 *
 * @param document hub document `origin-verification-reply`
 * @returns undefined when it does not say what it answers
 */
export function readReply(document: JsonObject): Reply | undefined {
  const certificate = asObject(document['certificate'])
  const [request, result] = [textAt(document, 'functionalReferenceId'), textAt(document, 'resultCode')]
  const number = textAt(certificate, 'id')
  if (request === undefined || result === undefined || number === undefined) return undefined
  return {
    request,
    number,
    series: textAt(certificate, 'formCode'),
    issuer: textAt(certificate, 'issuingCountryCode'),
    result,
    lines: objectsAt(document, 'goodsItems').flatMap((item) => textAt(item, 'resultCode') ?? []),
    issueDay: textAt(certificate, 'issueDateTime')?.slice(0, 'yyyy-MM-dd'.length),
    authority: authorityOf(document, certificate),
    text: textAt(document, 'description'),
  }
}

function authorityOf(document: JsonObject, certificate: JsonObject | undefined): PartyFact | undefined {
  const issuing = textAt(certificate, 'issuingAuthorityName')
  const answering = asObject(document['authority'])
  const names = [issuing ?? textAt(answering, 'name'), issuing ?? textAt(answering, 'latinName')]
  const found = [...new Set(names.filter((name) => name !== undefined))]
  return found.length === 0 ? undefined : { names: found, ids: [] }
}
