import { canonicalDecimal } from '../../model/decimal.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { DocumentContent, FactLine, LineQuantity, PartyFact, Reading } from '../fact.ts'
import { present } from '../present.ts'

/** Longest number, as a skeleton, that a document is found by. */
const MAX_NUMBER = 64

/** UN 1225. An alteration is a new certificate, and a duplicate says what the original said: other functions say nothing. */
const EVENTS: Readonly<Record<string, Reading['event']>> = {
  '1': 'cancelled',
  '5': 'issued',
  '7': 'issued',
  '9': 'issued',
}
const REPLACE = '5'
const ORIGINAL = '9'

/**
 * A certificate of origin as a fact.
 *
 * @param document hub document `certificate-of-origin`
 * @returns undefined when it does not say who issued it or what its number is
 */
export function readCertificate(document: JsonObject): Reading | undefined {
  const event = EVENTS[textAt(document, 'functionCode') ?? ORIGINAL]
  const issuer = issuerOf(document)
  const number = numberOf(document)
  if (event === undefined || issuer === undefined || number === undefined) return undefined
  const series = textAt(document, 'formCode') ?? ''
  return {
    key: { kind: 'certificate-of-origin', issuer, series, number },
    event,
    content: contentOf(document),
  }
}

function issuerOf(document: JsonObject): string | undefined {
  return (
    textAt(document, 'issuingCountryCode') ?? textAt(asObject(document['issuingAuthority']), 'countryCode')
  )
}

/** Where the registration number says that there is none ("б/н" on Form ST-1), the printed form's number names it. */
function numberOf(document: JsonObject): string | undefined {
  return [textAt(document, 'id'), textAt(document, 'blankId')].find(isNumber)
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /\p{Nd}/u.test(text) && skeleton(text).length <= MAX_NUMBER
}

function contentOf(document: JsonObject): DocumentContent {
  const indicators = unique(objectsAt(document, 'indicators').map((box) => textAt(box, 'statementCode')))
  return {
    ...present({
      issueDay: dayOf(textAt(document, 'issueDateTime')),
      lastDay: dayOf(textAt(document, 'expirationDateTime')),
      authority: partyOf(document['issuingAuthority']),
      agreementCode: textAt(document, 'agreementCode'),
      // Box 1 is the exporter's, but a form may name whoever sends the goods instead.
      exporter: partyOf(document['exporter'] ?? document['consignor']),
      consignee: partyOf(document['consignee']),
      importer: partyOf(document['importer']),
      invoices: unlessEmpty(invoicesOf(document)),
      indicators: unlessEmpty(indicators),
      ...relation(document, indicators),
    }),
    lines: objectsAt(document, 'goodsItems').map(lineOf),
  }
}

/** A moment of the hub begins with the day that was written on the document, where it was written. */
function dayOf(moment: string | undefined): string | undefined {
  return moment?.slice(0, 10)
}

function partyOf(value: JsonValue | undefined): PartyFact | undefined {
  const party = asObject(value)
  const names = unique(['name', 'latinName'].map((field) => textAt(party, field)))
  const registers = ['identifier', 'customsIdentifier', 'registrationIdentifier']
  const ids = unique(registers.map((register) => identifierText(asObject(party?.[register]))))
  return names.length + ids.length === 0 ? undefined : { names, ids }
}

function identifierText(identifier: JsonObject | undefined): string | undefined {
  const [id, scheme] = [textAt(identifier, 'id'), textAt(identifier, 'schemeId')]
  return scheme === undefined || id === undefined ? id : `${scheme} ${id}`
}

function invoicesOf(document: JsonObject): string[] {
  const items = objectsAt(document, 'goodsItems')
  return unique(
    [document, ...items].flatMap((holder) =>
      objectsAt(holder, 'invoices').map((invoice) => textAt(invoice, 'id')),
    ),
  )
}

/**
 * What the previous document is to this one. Function 5, the box for it and the formats without functions (the annulled
 * certificate of Form ST-1) say that it is replaced; an original has one only when it is built on it.
 */
function relation(
  document: JsonObject,
  indicators: readonly string[],
): Pick<DocumentContent, 'previous' | 'base'> {
  const number = textAt(asObject(document['previousDocument']), 'id')
  if (!isNumber(number)) return {}
  const code = textAt(document, 'functionCode')
  const replaces =
    code === REPLACE ||
    indicators.includes('replacement') ||
    (code === undefined && !indicators.includes('back-to-back'))
  return replaces ? { previous: number } : { base: number }
}

function lineOf(item: JsonObject): FactLine {
  const origin = asObject(item['origin'])
  return {
    line: Number(item['sequenceNumeric']),
    ...present({
      hs: textAt(asObject(item['classification']), 'id'),
      origin: textAt(origin, 'countryCode'),
      criterion: criterionOf(asObject(origin?.['criterion'])),
      quantity: quantityOf(item),
      value: amountOf(asObject(item['fobAmount'])),
    }),
  }
}

function criterionOf(criterion: JsonObject | undefined): string | undefined {
  const [code, percentage] = [textAt(criterion, 'criterionCode'), textAt(criterion, 'percentage')]
  return code === undefined || percentage === undefined ? code : `${code} ${canonicalDecimal(percentage)}`
}

/** The main quantity of the line; one whose unit stands there in words only cannot be counted, so the masses come next. */
function quantityOf(item: JsonObject): LineQuantity | undefined {
  const [main] = objectsAt(item, 'quantities')
  const [quantity, unit] = [textAt(main, 'quantity'), textAt(main, 'unitCode')]
  if (quantity !== undefined && unit !== undefined)
    return { quantity: canonicalDecimal(quantity), unit, basis: 'other' }
  const [net, gross] = [textAt(item, 'netMassMeasure'), textAt(item, 'grossMassMeasure')]
  if (net !== undefined) return { quantity: canonicalDecimal(net), unit: 'KGM', basis: 'net' }
  return gross === undefined ? undefined : { quantity: canonicalDecimal(gross), unit: 'KGM', basis: 'gross' }
}

function amountOf(amount: JsonObject | undefined): FactLine['value'] | undefined {
  const [value, currency] = [textAt(amount, 'amount'), textAt(amount, 'currencyId')]
  if (value === undefined || currency === undefined) return undefined
  return { amount: canonicalDecimal(value), currency }
}

function unique(texts: readonly (string | undefined)[]): string[] {
  return [...new Set(texts.filter((text) => text !== undefined))]
}

function unlessEmpty(texts: readonly string[]): readonly string[] | undefined {
  return texts.length === 0 ? undefined : texts
}
