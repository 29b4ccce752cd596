import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadMapping } from '../../src/mapping/load.ts'
import { lossReport, undeclaredLosses } from '../../src/mapping/report.ts'
import { openXml } from '../../src/xml/parse.ts'

const load = (f: string) => loadMapping(`schemas/${f}.mapping.yaml`, 'schemas/canonical')
for (const f of ['asycuda/awmds', 'asycuda/awresult', 'cn-manifest/mt1401', 'cn-manifest/mt2401', 'cn-manifest/mt4402', 'cn-manifest/mtres4'])
  test(f, () => { try { load(f) } catch (e) { console.log((e as Error).stack); throw e } })
test('awmds sample', () => {
  const xml = readFileSync('schemas/asycuda/samples/' + readdirSync('schemas/asycuda/samples').find((n) => n.includes('10') || n.includes('awmds'))!)
  console.log(readdirSync('schemas/asycuda/samples'))
  using message = openXml(xml)
  const aw = load('asycuda/awmds')
  const mt = load('cn-manifest/mt1401')
  expect(aw.matches(message.root)).toBe(true)
  console.log(aw.identity(message.root), xml.length)
  let read = aw.read(message.root, new Date('2026-11-21T10:00Z'))
  const ctx = { now: new Date(), values: { messageId: 'M', senderId: 'S', receiverId: 'R' } }
  let written = mt.write(read.documents, ctx)
  console.log(JSON.stringify(read.documents, null, 1).slice(0, 1500))
  const report = lossReport([read.report], written.report)
  console.log(JSON.stringify(report).length, JSON.stringify(report.entries.filter((e) => e.outcome !== 'kept'), null, 1).slice(0, 6000))
  console.log(report.totals, undeclaredLosses(report))
  for (const [name, f] of [['read', () => aw.read(message.root, new Date())], ['write', () => mt.write(read.documents, ctx)], ['loss', () => lossReport([read.report], written.report)]] as const) {
    for (let i = 0; i < 2000; i++) f()
    const t = performance.now()
    for (let i = 0; i < 2000; i++) f()
    console.log(name, (performance.now() - t) / 2000, 'ms')
  }
})
