import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeMessage } from '../../../src/formats/message.ts'
import { asObject, objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { refusalOf, type Refusal } from '../../refusal.ts'
import { sharedFolder } from '../../shared.ts'
import { AT, contextFor, formats, readText, SCHEMAS } from '../sample-files.ts'

/** Samples and schemas of the ASYCUDA World declaration, and what its tests do with them. */
export const OWN = join(SCHEMAS, 'asycuda-sad')
const shared = sharedFolder()
/** The schema that an integrator made from exports of ASYCUDA World 4.2.1; UNCTAD publishes none. */
export const PUBLIC = shared === undefined ? undefined : join(shared, 'data/asycuda/Asycuda421.xsd')

export const GOODS = 'kz-asycuda-sad-r1'
export const TRANSIT = 'kz-asycuda-transit-r1'
export const NAMES = ['sad', 'sad-export', 'sad-minimal', 'transit', 'transit-minimal'] as const

export function sad(name: (typeof NAMES)[number]): string {
  return readFileSync(join(OWN, `samples/${name}.xml`), 'utf8')
}

export function goodsOf(text: string): JsonObject {
  return readText(text).documents['goods-declaration'] ?? {}
}

export function transitOf(text: string): JsonObject {
  return readText(text).documents['transit-declaration'] ?? {}
}

export function shipmentOf(document: JsonObject): JsonObject {
  return asObject(document['goodsShipment']) ?? {}
}

export function itemsOf(document: JsonObject): readonly JsonObject[] {
  return objectsAt(shipmentOf(document), 'goodsItems')
}

function write(format: string, documents: Readonly<Record<string, JsonObject>>): string {
  return writeMessage(formats.byId(format), documents, { ...contextFor(format), now: AT }).text
}

export function writeGoods(document: JsonObject): string {
  return write(GOODS, { 'goods-declaration': document })
}

export function writeTransit(document: JsonObject): string {
  return write(TRANSIT, { 'transit-declaration': document })
}

/** The sample with one piece of its text exchanged: the piece must be there. */
export function changed(name: (typeof NAMES)[number], from: string, to: string): string {
  const text = sad(name)
  if (!text.includes(from)) throw new Error(`${name} does not hold ${from}`)
  return text.replace(from, to)
}

export function refusalOfReading(text: string): Refusal {
  return refusalOf(() => readText(text))
}
