import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadHubSchema } from '../../src/mapping/hub-schema.ts'

const CANONICAL = resolve(import.meta.dirname, '../../schemas/canonical')
const declaration = loadHubSchema(CANONICAL, 'goods-declaration')

describe('a path in a hub schema', () => {
  test('follows references into the parts, and there to further parts', () => {
    expect(
      declaration.field(['goodsShipment', 'goodsItems', null, 'origin', 'criterion', 'percentage']),
    ).toEqual({
      type: 'text',
      unit: undefined,
    })
    expect(declaration.field(['declarant', 'otherAddresses', 0, 'cityName'])).toMatchObject({ type: 'text' })
  })

  test('keeps the unit that stands beside the reference', () => {
    expect(declaration.field(['goodsShipment', 'goodsItems', null, 'grossMassMeasure'])).toEqual({
      type: 'text',
      unit: 'KGM',
    })
  })

  test('knows objects, lists, counts and flags behind references', () => {
    expect(declaration.field(['goodsShipment'])).toMatchObject({ type: 'object' })
    expect(declaration.field(['goodsShipment', 'goodsItems'])).toMatchObject({ type: 'array' })
    expect(declaration.field(['totalPackageQuantity'])).toMatchObject({ type: 'integer' })
    expect(declaration.field(['goodsShipment', 'consignment', 'containerIndicator'])).toMatchObject({
      type: 'boolean',
    })
  })

  test('that is misspelt below a reference is told with the names that stand there', () => {
    expect(declaration.field(['declarant', 'identifier', 'scheme'])).toBe(
      'goods-declaration.declarant.identifier.scheme is not in the schema of goods-declaration; it has id, schemeId there',
    )
    expect(declaration.field(['declarant', null])).toMatch(/there is no list to take an item from$/)
  })

  test('does not take a name of Object.prototype or a definition for a field', () => {
    for (const name of ['constructor', '__proto__', '$defs'])
      expect(declaration.field(['declarant', name])).toMatch(/is not in the schema/)
  })

  test('gives what the schema says there, branch by branch', () => {
    const branches = declaration.at(['borderTransportMeans', 'typeCode'])
    expect(branches.map((branch) => branch['x-code-list'])).toEqual(['transport-mode'])
    expect(declaration.at(['borderTransportMeans', 'colour'])).toEqual([])
  })
})
