import * as fc from 'fast-check'
import { asObject, textAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { code, communication, identifier, record, some, words, type Arb } from './arbitraries.ts'
import { information } from './arbitraries-cn.ts'

/** What hub documents of several Chinese road messages are made of. */

export const told = { additionalInformation: information }
export const place = record({ id: fc.constant('CNHRS') })
export const functionCode = (value: string): Arb => fc.constant({ functionCode: value })
export const typeCode = (value: string): Arb => fc.constant({ typeCode: value })

/** An amendment with nothing in it is no amendment, and no empty object is a hub document. */
export const said = (
  optional: Record<string, Arb | fc.Arbitrary<string> | fc.Arbitrary<number> | List>,
): Arb => record({}, optional).filter((object) => Object.keys(object).length > 0)
type List = fc.Arbitrary<(JsonObject | string)[]>

export const all = (...parts: readonly Arb[]): Arb =>
  fc
    .tuple(...parts)
    .map((objects) => objects.reduce<JsonObject>((whole, part) => ({ ...whole, ...part }), {}))

/** The formats want every bill and every container once. */
export const distinct = (arbitrary: Arb, key: (item: JsonObject) => unknown): fc.Arbitrary<JsonObject[]> =>
  fc.uniqueArray(arbitrary, { minLength: 1, maxLength: 3, selector: key })
export const byId = (item: JsonObject): unknown => item['id']
export const byBill = (item: JsonObject): unknown => textAt(asObject(item['transportContractDocument']), 'id')
export const byFormer = (item: JsonObject): unknown => textAt(asObject(item['additionalDocument']), 'id')

const whatChanged = { reason: words(1024), contactName: words(50), telephone: words(50) }
/** Any part may be missing: the format then writes it empty, which comes back as silence. */
export const change = said(whatChanged)
const reasons = fc.uniqueArray(fc.constantFrom('001', '004', '007', '999'), {
  minLength: 1,
  maxLength: 3,
})
export const amendment = record({ changeReasonCodes: reasons }, whatChanged)

export const bill = record({ transportContractDocument: record({ id: code(3, 35) }) })
export const changedBill = record(
  { transportContractDocument: record({ id: code(3, 35) }) },
  { amendment: change },
)
export const amendedParty = {
  identifier: identifier(36),
  name: words(70),
  communications: some(communication),
}
