import { canonicalDecimal } from '../../model/decimal.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { DocumentContent, FactLine, LineQuantity, Reading } from '../facts/fact.ts'
import { present } from '../present.ts'
import {
  amountOf,
  dayOf,
  isNumber,
  massOf,
  measureOf,
  ORIGINAL,
  partyOf,
  unique,
  unlessEmpty,
} from './parts.ts'

/** UN 1225. An alteration is a new certificate, and a duplicate says what the original said: other functions say nothing. */
const EVENTS: Readonly<Record<string, Reading['event']>> = {
  '1': 'cancelled',
  '5': 'issued',
  '7': 'issued',
  '9': 'issued',
}
const REPLACE = '5'

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
): Pick<DocumentContent, 'previous' | 'base' | 'baseIssuer'> {
  const previous = asObject(document['previousDocument'])
  const number = textAt(previous, 'id')
  if (!isNumber(number)) return {}
  const code = textAt(document, 'functionCode')
  const replaces =
    code === REPLACE ||
    indicators.includes('replacement') ||
    (code === undefined && !indicators.includes('back-to-back'))
  const baseIssuer = textAt(asObject(previous?.['office']), 'countryCode')
  return replaces ? { previous: number } : { base: number, ...present({ baseIssuer }) }
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
  return measureOf(main) ?? massOf(item, 'netMassMeasure', 'net') ?? massOf(item, 'grossMassMeasure', 'gross')
}
