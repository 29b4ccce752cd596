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
  lineNumberOf,
  massOf,
  ORIGINAL,
  partyOf,
  sealsOf,
  totalMass,
  totalValue,
  unique,
  unlessEmpty,
  wholeLine,
  withWhole,
} from './parts.ts'

/** UN 1225. A replacement with a number of its own is a new manifest; an addition tells of no manifest what it is. */
const [DELETION, CHANGE, REPLACE] = ['3', '4', '5']

/** Other reports about cargo (tally, packing list, applications) have numbers of other things. */
const MANIFEST = 'manifest'

/**
 * A manifest as a fact, from the customs that it was handed in to.
 *
 * @param document hub document `cargo-report`
 * @param issuer country of that customs: a manifest names the crossing, and not which side it was handed in on
 * @returns undefined when it is no manifest, or its number or country are not told
 */
export function readManifest(document: JsonObject, issuer: string | undefined): Reading | undefined {
  const code = textAt(document, 'functionCode') ?? ORIGINAL
  const number = textAt(document, 'id')
  if ((textAt(document, 'typeCode') ?? MANIFEST) !== MANIFEST) return undefined
  const replaced = code === REPLACE ? textAt(asObject(document['previousDocument']), 'id') : undefined
  const event = replaced === undefined ? eventOf(document, code) : 'issued'
  if (event === undefined || issuer === undefined || !isNumber(number)) return undefined
  const key = { kind: 'cargo-report' as const, issuer, series: '', number }
  const part = code === CHANGE || code === DELETION
  return { key, event, content: contentOf(document, replaced, part), ...(part && { part }) }
}

function contentOf(document: JsonObject, replaced: string | undefined, part: boolean): DocumentContent {
  const consignments = objectsAt(document, 'consignments')
  const means = asObject(document['borderTransportMeans'])
  const lines = consignments.map(lineOf)
  // Totals of a few bills are no totals.
  const whole = part ? undefined : wholeOf(document, lines)
  const previous = [replaced, textAt(asObject(document['additionalDocument']), 'id')].find(isNumber)
  return {
    ...present({
      issueDay: dayOf(
        textAt(asObject(document['loadingLocation']), 'loadingDateTime') ??
          textAt(asObject(document['unloadingLocation']), 'arrivalDateTime'),
      ),
      carrier: partyOf(document['carrier']),
      containers: unlessEmpty(unique([means, ...consignments].flatMap(containersOf))),
      seals: unlessEmpty(unique([means, ...consignments].flatMap((holder) => sealsOf(holder)))),
      previous,
    }),
    lines: withWhole(whole, lines),
  }
}

/** Line 0, the trip as a whole: as stated, else what its bills come to. */
function wholeOf(document: JsonObject, lines: readonly FactLine[]): FactLine | undefined {
  const stated = present({
    quantity: massOf(document, 'totalGrossMassMeasure', 'gross') ?? totalMass(lines),
    value: amountOf(asObject(document['totalAmount'])) ?? totalValue(lines),
  })
  return wholeLine(stated)
}

/** A line is a bill. */
function lineOf(consignment: JsonObject, place: number): FactLine {
  const items = objectsAt(consignment, 'consignmentItems')
  const tariff = unique(items.map((item) => textAt(item, 'classificationId')))
  return {
    line: lineNumberOf(consignment, place),
    ...present({
      bill: textAt(asObject(consignment['transportContractDocument']), 'id'),
      hs: tariff.length === 1 ? tariff[0] : undefined,
      quantity: massOf(consignment, 'grossMassMeasure', 'gross') ?? itemsMass(items),
      value: amountOf(asObject(consignment['valueAmount'])),
    }),
  }
}

function itemsMass(items: readonly JsonObject[]): LineQuantity | undefined {
  return totalMass(
    items.map((item, line) => ({
      line,
      ...present({ quantity: massOf(item, 'grossMassMeasure', 'gross') }),
    })),
  )
}
