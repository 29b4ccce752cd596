import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { readChecklist } from '../../src/ledger/read/checklist.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { readText, SAMPLES } from '../formats/sample-files.ts'

/** Every sample checklist becomes the fact that its boxes say. */

const EVERY = [
  ['mtde01', 'issued', 'MN', 'M26120100045'],
  ['mtde01-coal', 'issued', 'MN', 'M26120100047'],
  ['mtde01-minimal', 'issued', 'MN', 'M26120100046'],
  ['mtde02', 'issued', 'CN', 'C26070500123'],
  ['mtde02-amended', 'amended', 'CN', 'C26070500124'],
  ['mtde02-erenhot', 'issued', 'CN', 'C26070500201'],
  ['mtde02-minimal', 'issued', 'CN', 'C26070500124'],
  ['mtde02-withdrawn', 'cancelled', 'CN', 'C26070500124'],
  ['load-checklist', 'amended', 'KZ', 'K26530600008'],
  ['load-checklist-jeminay', 'issued', 'CN', 'C26940800031'],
  ['load-checklist-minimal', 'issued', 'KZ', 'K26530600007'],
  ['load-checklist-withdrawn', 'cancelled', 'KZ', 'K26530600007'],
] as const

const checklists = new Map(
  SAMPLES.filter((path) => /^(?:mtde|load-checklist)/.test(basename(path))).map((path) => [
    basename(path, '.xml'),
    readText(readFileSync(path, 'utf8')).documents['load-checklist'] ?? {},
  ]),
)

const checklist = (name: string): JsonObject => {
  const document = checklists.get(name)
  if (document === undefined) throw new Error(`there is no checklist ${name}`)
  return document
}

test('every sample is told below', () => {
  expect([...checklists.keys()].toSorted()).toEqual(EVERY.map(([name]) => name).toSorted())
})

test.each(EVERY)('%s is %s by %s as %s', (name, event, issuer, number) => {
  expect(readChecklist(checklist(name), undefined)).toMatchObject({
    event,
    key: { kind: 'load-checklist', issuer, series: '', number },
  })
})

test('a checklist says which truck carries what under which bills', () => {
  expect(readChecklist(checklist('mtde01'), undefined)?.content).toEqual({
    issueDay: '2026-11-23',
    carrier: { names: ['«Говь Транс Жишээ» ХХК'], ids: ['2874539'] },
    plates: ['1234 УБА', '56-78 УБ'],
    containers: ['KHGU2026119', 'KHGU2026124'],
    lines: [
      {
        line: 0,
        quantity: { quantity: '48400', unit: 'KGM', basis: 'gross' },
        value: { amount: '6120', currency: 'USD' },
      },
      {
        line: 1,
        bill: 'MN2611230001',
        quantity: { quantity: '24250', unit: 'KGM', basis: 'gross' },
        value: { amount: '6120', currency: 'USD' },
      },
      { line: 2, bill: 'MN2611230002', quantity: { quantity: '24150', unit: 'KGM', basis: 'gross' } },
    ],
  })
})

test('a checklist keeps what each side said of the load, the exit side first', () => {
  expect(readChecklist(checklist('load-checklist'), undefined)?.content.confirmations).toEqual([
    { country: 'KZ', at: '2026-11-24T08:40:00+05:00', result: 'conforming', decision: 'exit-allowed' },
    { country: 'CN', at: '2026-11-24T15:50:00+08:00', result: 'differing', decision: 'released' },
  ])
  expect(readChecklist(checklist('mtde02-erenhot'), undefined)?.content).toMatchObject({
    seals: ['CNE0705118823'],
    confirmations: [{ country: 'CN', result: 'conforming', decision: 'exit-allowed' }],
  })
})

test('totals of several currencies are no total', () => {
  const [whole] = readChecklist(checklist('mtde02'), undefined)?.content.lines ?? []
  expect(whole).toMatchObject({ line: 0, quantity: { quantity: '21350.5' } })
  expect(whole).not.toHaveProperty('value')
})

test('seals count wherever they are: on the truck, on its containers', () => {
  const seals = (id: string): JsonObject[] => [{ id }]
  const document = {
    ...checklist('mtde01'),
    borderTransportMeans: { name: '1234 УБА', seals: seals('T1') },
    transportEquipment: [{ id: 'KHGU2026119', seals: seals('C1') }],
  }
  expect(readChecklist(document, undefined)?.content).toMatchObject({
    seals: ['C1', 'T1'],
    containers: ['KHGU2026119'],
  })
})

test.each<[string, Reading['event'] | undefined]>([
  ['1', 'cancelled'],
  ['4', 'amended'],
  ['7', 'issued'],
  ['2', undefined],
])('function %s: %s', (functionCode, event) => {
  expect(readChecklist({ ...checklist('mtde01'), functionCode }, undefined)?.event).toBe(event)
})

test('the country of the agreement stands in where none is named, and a number that is none is no fact', () => {
  const { exitCountryCode: _, ...document } = checklist('mtde01')
  expect(readChecklist(document, undefined)).toBeUndefined()
  expect(readChecklist(document, 'MN')?.key.issuer).toBe('MN')
  expect(readChecklist({ ...document, id: 'none' }, 'MN')).toBeUndefined()
})
