import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { DocumentContent, FactLine, LineQuantity, Reading } from '../facts/fact.ts'
import { present } from '../present.ts'
import {
  amountOf,
  containersOf,
  dayOf,
  eventOf,
  isNumber,
  massOf,
  measureOf,
  partyOf,
  platesOf,
  sealsOf,
  totalValue,
  unique,
  unlessEmpty,
  withWhole,
} from './parts.ts'

/** UN 1001: papers that are invoices and contracts, where they are listed among all papers. */
const [INVOICE, CONTRACT] = ['380', '315']

/**
 * A goods declaration as a fact, from the customs that registered it. Corrections bring the whole declaration as it is from then
 * on, under the number it has: the formats have no other way.
 *
 * @param document hub document `goods-declaration`
 * @param issuer country of that customs, where the document does not say it
 * @returns undefined when it was not registered yet: only then it has a number that others know
 */
export function readDeclaration(document: JsonObject, issuer: string | undefined): Reading | undefined {
  const event = eventOf(document)
  const country = countryOf(document) ?? issuer
  const number = numberOf(document)
  if (event === undefined || country === undefined || number === undefined) return undefined
  return {
    key: { kind: 'goods-declaration', issuer: country, series: '', number },
    event,
    content: contentOf(document),
  }
}

/** A declaration is that of the country whose office registers it. */
export function countryOf(document: JsonObject): string | undefined {
  return textAt(asObject(document['declarationOffice']), 'countryCode')
}

function numberOf(document: JsonObject): string | undefined {
  const registration = asObject(document['registration'])
  const office = textAt(asObject(document['declarationOffice']), 'id')
  return [textAt(document, 'id'), registration && registeredNumber(registration, office)].find(isNumber)
}

/**
 * The number of an entry in a register, as the customs of the register print it: office, day and number in the EAEU
 * (55302/211126/0000451), office, year, series and number in ASYCUDA.
 */
export function registeredNumber(entry: JsonObject, office: string | undefined): string | undefined {
  const printed = textAt(entry, 'id')
  if (printed !== undefined) return printed
  const [number, series] = [textAt(entry, 'number'), textAt(entry, 'serialCode')]
  const entered = textAt(entry, 'dateTime') ?? textAt(entry, 'acceptanceDateTime')
  const [year, month, day] = (dayOf(entered) ?? textAt(entry, 'year') ?? '').split('-')
  const place = textAt(asObject(entry['office']), 'id') ?? office
  if (number === undefined || place === undefined || year === undefined || year === '') return undefined
  if (series !== undefined) return [place, year, series, number].join(' ')
  return day === undefined ? undefined : [place, `${day}${month}${year.slice(2)}`, number].join('/')
}

export function contentOf(document: JsonObject): DocumentContent {
  const shipment = asObject(document['goodsShipment'])
  const consignment = asObject(shipment?.['consignment'])
  const means = [
    document['borderTransportMeans'],
    consignment?.['arrivalTransportMeans'],
    consignment?.['departureTransportMeans'],
  ]
    .map(asObject)
    .filter((vehicle) => vehicle !== undefined)
  const registration = asObject(document['registration'])
  const goods = objectsAt(shipment, 'goodsItems').map(lineOf)
  const whole = wholeOf(document, shipment, goods)
  return {
    ...present({
      issueDay: dayOf(
        textAt(document, 'acceptanceDateTime') ??
          textAt(registration, 'dateTime') ??
          textAt(document, 'issueDateTime'),
      ),
      declarant: partyOf(document['declarant']),
      exporter: partyOf(document['exporter'] ?? shipment?.['consignor']),
      consignee: partyOf(shipment?.['consignee']),
      importer: partyOf(shipment?.['importer']),
      invoices: unlessEmpty(
        unique([
          ...objectsAt(shipment, 'invoices').map((invoice) => textAt(invoice, 'id')),
          ...papersOf(document, shipment, INVOICE),
        ]),
      ),
      contracts: unlessEmpty(
        unique([textAt(asObject(shipment?.['contract']), 'id'), ...papersOf(document, shipment, CONTRACT)]),
      ),
      plates: unlessEmpty(unique(means.flatMap(platesOf))),
      containers: unlessEmpty(containersOf(consignment)),
      seals: unlessEmpty(unique([...sealsOf(consignment), ...means.flatMap(sealsOf)])),
    }),
    lines: withWhole(whole, goods),
  }
}

function papersOf(document: JsonObject, shipment: JsonObject | undefined, type: string): string[] {
  return [document, ...objectsAt(shipment, 'goodsItems')].flatMap((holder) =>
    objectsAt(holder, 'additionalDocuments')
      .filter((paper) => textAt(paper, 'typeCode') === type)
      .flatMap((paper) => textAt(paper, 'id') ?? []),
  )
}

/**
 * Line 0, the declaration as a whole: its price as stated, else the sum of its items where all have one and in one currency.
 */
function wholeOf(
  document: JsonObject,
  shipment: JsonObject | undefined,
  goods: readonly FactLine[],
): FactLine | undefined {
  const stated =
    amountOf(asObject(shipment?.['totalAmount'])) ?? amountOf(asObject(document['invoiceAmount']))
  const value = stated ?? totalValue(goods)
  return value && { line: 0, value }
}

function lineOf(item: JsonObject): FactLine {
  return {
    line: Number(item['sequenceNumeric']),
    ...present({
      hs: textAt(asObject(item['classification']), 'id'),
      origin: textAt(asObject(item['origin']), 'countryCode'),
      quantity: quantityOf(item),
      value: amountOf(asObject(item['itemChargeAmount'])),
    }),
  }
}

/** What was sold, in the unit of the invoice: what buyers and banks have before them. Else what the tariff asks for. */
function quantityOf(item: JsonObject): LineQuantity | undefined {
  return (
    measureOf(asObject(item['invoiceQuantity'])) ??
    objectsAt(item, 'tariffQuantities')
      .map(measureOf)
      .find((quantity) => quantity !== undefined) ??
    massOf(item, 'netMassMeasure', 'net') ??
    massOf(item, 'grossMassMeasure', 'gross')
  )
}
