import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CargoReport } from '../../../src/model/generated/cargo-report.ts'
import type { GoodsDeclaration } from '../../../src/model/generated/goods-declaration.ts'
import type { LoadChecklist } from '../../../src/model/generated/load-checklist.ts'
import { projectFacts } from '../../../src/workflows/channel/project.ts'
import { CHANNEL_VOCABULARY } from '../../../src/workflows/channel/vocabulary.ts'
import { bindFacts } from '../../../src/workflows/expressions/facts.ts'
import { readText, SAMPLES } from '../../formats/sample-files.ts'
import { channelsOf, FILES, HERE } from './sandbox.ts'

interface Sample {
  readonly file: string
  readonly declaration?: GoodsDeclaration
  readonly cargo?: CargoReport
  readonly checklist?: LoadChecklist
}

const documents: readonly Sample[] = SAMPLES.flatMap((file) => {
  const text = readFileSync(file, 'utf8')
  if (
    !/<(?:\w+:)?(?:DecMessage|Awmds|MTDE02|Manifest|Declaration|ASYCUDA|SAD|GoodsDeclaration)[\s>]/.test(text)
  )
    return []
  const read = readText(text).documents
  const plain = (name: string) =>
    read[name] === undefined ? undefined : JSON.parse(JSON.stringify(read[name]))
  const [declaration, cargo, checklist] = ['goods-declaration', 'cargo-report', 'load-checklist'].map(plain)
  return declaration === undefined && cargo === undefined && checklist === undefined
    ? []
    : [
        {
          file: file.split('/').at(-1) ?? file,
          ...(declaration && { declaration }),
          ...(cargo && { cargo }),
          ...(checklist && { checklist }),
        },
      ]
})

const sample = (name: string): Sample => {
  const found = documents.find(({ file }) => file === name)
  if (found === undefined) throw new Error(`there is no sample ${name}`)
  return found
}

test('facts of every sample are facts of the vocabulary, and a channel is decided by them', () => {
  expect(documents.length).toBeGreaterThan(15)
  const channels = channelsOf(FILES.parameters)
  for (const each of documents) {
    const { facts, notEstablished } = projectFacts(each, HERE)
    expect(() => bindFacts(CHANNEL_VOCABULARY, facts), each.file).not.toThrow()
    expect(channels.decide(facts).considered, each.file).toBe(FILES.parameters.length)
    expect(notEstablished, each.file).toContain('operator.class')
  }
})

test('an import declaration establishes what its boxes say', () => {
  const { facts, notEstablished } = projectFacts(sample('decmessage-import.xml'), {
    ...HERE,
    operator: { class: 'high', aeo: 'none' },
  })
  expect(facts).toMatchObject({
    ...HERE,
    movement: 'import',
    value: { total: '25985', currency: 'USD' },
    operator: { class: 'high', aeo: 'none' },
  })
  expect(notEstablished).toContain('inspection.result')
  expect(notEstablished).not.toContain('operator.class')
  expect(notEstablished).toEqual(notEstablished.toSorted())
})

describe('papers', () => {
  const declaration = sample('decmessage-import.xml').declaration
  if (declaration === undefined) throw new Error('it is no declaration')
  const quoting: GoodsDeclaration = {
    ...declaration,
    additionalDocuments: [
      { typeCode: '861', id: 'E1' },
      { typeCode: '861', id: 'E1' },
      { typeCode: '911', id: 'L1' },
    ],
  }

  test('are those that the declaration quotes, each once, of unknown status until somebody verified it', () => {
    const { facts } = projectFacts(
      { declaration: quoting },
      {
        ...HERE,
        papers: [
          { kind: '861', id: 'E1', status: 'revoked' },
          { kind: '861', id: 'L1', status: 'in-force' },
        ],
      },
    )
    expect(facts['papers']).toEqual(
      expect.arrayContaining([
        { kind: '861', id: 'E1', status: 'revoked' },
        { kind: '911', id: 'L1', status: 'unknown' },
      ]),
    )
    const decision = channelsOf(FILES.parameters).decide(facts)
    expect(decision.fired.map(({ id }) => id)).toContain('licence-not-real')
    expect(decision.channel).toBe('physical-inspection')
  })
})

test('the price of a kilogram is exact to four decimals, and there is none of no mass', () => {
  const { declaration } = sample('decmessage-import.xml')
  if (declaration === undefined) throw new Error('it is no declaration')
  const [item] = declaration.goodsShipment.goodsItems
  if (item === undefined) throw new Error('it has no item')
  const { customsValueAmount: _, netMassMeasure: __, ...plain } = item
  const priced = (amount: string, netMassMeasure?: string) => {
    const one = {
      ...plain,
      itemChargeAmount: { amount, currencyId: 'USD' },
      ...(netMassMeasure !== undefined && { netMassMeasure }),
    }
    const facts = projectFacts(
      { declaration: { ...declaration, goodsShipment: { ...declaration.goodsShipment, goodsItems: [one] } } },
      HERE,
    ).facts['goods']
    return JSON.parse(JSON.stringify(facts))[0].valuePerKilogram
  }
  expect(priced('10', '3')).toBe('3.3333')
  expect(priced('2', '0.3')).toBe('6.6667')
  expect(priced('1', '1000000')).toBe('0')
  expect(priced('10', '0')).toBeUndefined()
  expect(priced('10')).toBeUndefined()
})

test('a checklist beside the declaration tells by how much their masses differ', () => {
  const { checklist } = sample('mtde02.xml')
  const { declaration } = sample('decmessage-import.xml')
  if (checklist === undefined || declaration === undefined) throw new Error('a sample is missing')
  const { facts } = projectFacts(
    {
      declaration: { ...declaration, totalGrossMassMeasure: '1000.5' },
      checklist: { ...checklist, totalGrossMassMeasure: '1600' },
    },
    { ...HERE, checklist: 'accepted' },
  )
  expect(facts['logistics']).toMatchObject({ massDifference: '599.5', checklist: 'accepted' })
})
