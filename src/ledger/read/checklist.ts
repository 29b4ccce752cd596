import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { DocumentContent, FactLine, Reading } from '../facts/fact.ts'
import { present } from '../present.ts'
import {
  amountOf,
  confirmationsOf,
  containersOf,
  dayOf,
  eventOf,
  isNumber,
  lineNumberOf,
  massOf,
  partyOf,
  platesOf,
  sealsOf,
  totalMass,
  unique,
  unlessEmpty,
  wholeLine,
  withWhole,
} from './parts.ts'

/**
 * A uniform load checklist as a fact. The side that the truck leaves gives it its number; a corrected one is the whole of it
 * under its number.
 *
 * @param document hub document `load-checklist`
 * @param issuer country of that side, where the document does not say it
 * @returns undefined when it says neither
 */
export function readChecklist(document: JsonObject, issuer: string | undefined): Reading | undefined {
  const event = eventOf(document)
  const country = textAt(document, 'exitCountryCode') ?? issuer
  const number = textAt(document, 'id')
  if (event === undefined || country === undefined || !isNumber(number)) return undefined
  const key = { kind: 'load-checklist' as const, issuer: country, series: '', number }
  return { key, event, content: contentOf(document) }
}

function contentOf(document: JsonObject): DocumentContent {
  const truck = asObject(document['borderTransportMeans'])
  const lines = objectsAt(document, 'consignmentItems').map(lineOf)
  const whole = wholeOf(document, lines)
  return {
    ...present({
      issueDay: dayOf(textAt(document, 'issueDateTime') ?? textAt(document, 'exitDateTime')),
      carrier: partyOf(document['carrier']),
      plates: truck && unlessEmpty(platesOf(truck)),
      containers: unlessEmpty(containersOf(document)),
      seals: unlessEmpty(unique([...sealsOf(document), ...sealsOf(truck)])),
      confirmations: confirmationsOf(document),
    }),
    lines: withWhole(whole, lines),
  }
}

/** Line 0, the load as a whole: what it weighs, and what it is worth where that is stated in one currency. */
function wholeOf(document: JsonObject, lines: readonly FactLine[]): FactLine | undefined {
  const [amount, ...others] = objectsAt(document, 'totalAmounts')
  const stated = present({
    quantity: massOf(document, 'totalGrossMassMeasure', 'gross') ?? totalMass(lines),
    value: others.length === 0 ? amountOf(amount) : undefined,
  })
  return wholeLine(stated)
}

function lineOf(item: JsonObject, place: number): FactLine {
  return {
    line: lineNumberOf(item, place),
    ...present({
      bill: textAt(asObject(item['transportContractDocument']), 'id'),
      hs: textAt(asObject(item['classification']), 'id'),
      quantity: massOf(item, 'grossMassMeasure', 'gross') ?? massOf(item, 'netMassMeasure', 'net'),
      value: amountOf(asObject(item['valueAmount'])),
    }),
  }
}
