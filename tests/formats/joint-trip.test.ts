import { describe, expect, test } from 'vitest'
import { joinTrip } from '../../src/formats/joint-trip.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { refusalOf } from '../refusal.ts'

/** The container number with a Latin C, and the same with a Cyrillic С: nobody can see the difference. */
const [LATIN, CYRILLIC] = ['CSQU3054383', 'СSQU3054383']

function trip(onVehicle: string, onBill: string): Record<string, JsonObject> {
  return {
    'conveyance-report': {
      consignments: [{ transportEquipment: [{ id: onVehicle, sizeTypeCode: '22G1' }] }],
    },
    'cargo-report': { consignments: [{ transportEquipment: [{ id: onBill }] }] },
  }
}

describe('trap 8, homoglyphs', () => {
  test('a container typed in two alphabets is one container, and each message keeps its own letters', () => {
    const documents = trip(CYRILLIC, LATIN)
    const joined = joinTrip(documents)
    expect(joined['cargo-report']).toEqual({
      consignments: [{ transportEquipment: [{ id: LATIN, sizeTypeCode: '22G1' }] }],
    })
    expect(joined['conveyance-report']).toEqual(documents['conveyance-report'])
  })

  test('another container is named as it was written', () => {
    const refusal = refusalOf(() => joinTrip(trip(CYRILLIC, 'MSKU0000000')))
    expect(refusal.code).toBe('LOSS_NOT_ACCEPTED')
    expect(refusal.message).toContain(CYRILLIC)
  })
})
