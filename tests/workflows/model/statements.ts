import { join } from 'node:path'
import { schemaDescriber } from '../../../src/model/documents.ts'
import { loadHubCodes } from '../../../src/model/hub-codes.ts'
import { asObject } from '../../../src/model/json-access.ts'
import type { JsonObject, JsonValue } from '../../../src/model/json.ts'
import { issuable } from '../checklist/truck.ts'
import type { EventType } from '../../../src/workflows/definitions/definition.ts'

/** @returns an integer from 0 to `below` - 1 */
export type Draw = (below: number) => number

/** What officers state in an act, drawn from its schema, so that new acts are stated too. */
export type Stater = (type: EventType, draw: Draw) => JsonObject

const GROSS = 30_700
/** What patterns say in a way that nothing can be drawn from, and what hangs together. */
const SAMPLES: Readonly<Record<string, readonly JsonValue[]>> = {
  Inspection: [
    { kindCode: 'physical', resultCode: 'conforming' },
    ...[GROSS, GROSS, GROSS + 900].map((mass) => ({
      kindCode: 'weighing',
      resultCode: mass === GROSS ? 'conforming' : 'differing',
      grossMassMeasure: String(mass),
      tareWeightMeasure: '16700',
    })),
    { kindCode: 'count', resultCode: 'differing', goodsItemNumeric: 2, packageQuantity: 149 },
  ],
  Seal: [{ id: '8800123' }, { id: 'CNE0705118823', kindCode: 'E', sealingPartyCode: 'CU' }],
  Decimal: ['1', '14000.5'],
  Moment: ['2026-11-22T08:00:00Z'],
  Digest: ['5c1f'.repeat(16)],
}

/** Documents that officers state as a whole, by the members that hold them, and what names them. */
const DOCUMENTS: Readonly<Record<string, readonly JsonValue[]>> = {
  checklist: [issuable],
  borderTransportMeans: [{ name: '9876 УБА', typeCode: '3', transportEquipment: [{ id: '5678 УБЧ' }] }],
  transportEquipment: [[{ id: 'CSNU1234567', seals: [{ id: 'M4471', sealingPartyCode: 'SH' }] }]],
  splitFrom: ['C26070500123', 'M26120100045'],
  number: ['C26070500123', 'M26120100045'],
}

/** @param canonical folder of the hub documents */
export function officersOf(canonical: string): Stater {
  const describe = schemaDescriber(canonical, loadHubCodes(join(canonical, 'codes')))
  const whole = new Map<JsonObject, JsonObject>()
  return (type, draw) => {
    if (type.schema === undefined) return {}
    const schema = whole.get(type.schema) ?? describe(type.schema)
    whole.set(type.schema, schema)
    const data = asObject(drawn(schema, asObject(schema['$defs']) ?? {}, draw)) ?? {}
    const problem = type.check(data)
    if (problem !== undefined)
      throw new Error(`nobody can state ${type.name}: ${problem.path} ${problem.message}; see SAMPLES`)
    return data
  }
}

function drawn(schema: JsonObject, parts: JsonObject, draw: Draw): JsonValue {
  const { $ref: ref, enum: codes, type, required, properties, items, minimum, minItems } = schema
  if (typeof ref === 'string') {
    const name = ref.slice(ref.lastIndexOf('/') + 1)
    return oneOf(SAMPLES[name], draw) ?? drawn(asObject(parts[name]) ?? {}, parts, draw)
  }
  if (Array.isArray(codes)) return oneOf(codes, draw) ?? null
  if (type === 'object') {
    const must = Array.isArray(required) ? required : []
    return Object.fromEntries(
      Object.entries(asObject(properties) ?? {}).flatMap(([name, each]): [string, JsonValue][] =>
        must.includes(name) || draw(3) === 2
          ? [[name, oneOf(DOCUMENTS[name], draw) ?? drawn(asObject(each) ?? {}, parts, draw)]]
          : [],
      ),
    )
  }
  if (type === 'array') {
    const length = Math.max(Number(minItems ?? 0), 1)
    return Array.from({ length }, () => drawn(asObject(items) ?? {}, parts, draw))
  }
  if (type === 'integer') return Number(minimum ?? 0) + draw(3)
  return type === 'boolean' ? draw(2) === 0 : 'So it was'
}

function oneOf<T>(values: readonly T[] | undefined, draw: Draw): T | undefined {
  return values === undefined ? undefined : values[draw(values.length)]
}
