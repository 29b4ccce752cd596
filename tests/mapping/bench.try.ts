import { readFileSync } from 'node:fs'
import { test } from 'vitest'
import { loadMapping } from '../../src/mapping/load.ts'
import { lossReport } from '../../src/mapping/report.ts'
import { openXml } from '../../src/xml/parse.ts'
const load = (f: string) => loadMapping(`schemas/${f}.mapping.yaml`, 'schemas/canonical')
test('bench', () => {
  const xml = readFileSync('schemas/asycuda/samples/awmds-export.xml')
  using message = openXml(xml)
  const aw = load('asycuda/awmds')
  const mt = load('cn-manifest/mt1401')
  let read = aw.read(message.root, new Date('2026-11-21T10:00Z'))
  const ctx = { now: new Date(), values: { messageId: 'M', senderId: 'S', receiverId: 'R' } }
  let written = mt.write(read.documents, ctx)
  const back = mt.read(written.root, new Date())
  console.log(xml.length, JSON.stringify(lossReport([read.report], written.report)).length, JSON.stringify(read.documents).length)
  for (const [name, f] of [['read aw', () => aw.read(message.root, new Date())], ['write mt', () => mt.write(read.documents, ctx)], ['read mt', () => mt.read(written.root, new Date())], ['write aw', () => aw.write(read.documents, ctx)], ['loss', () => lossReport([read.report], written.report)]] as const) {
    for (let i = 0; i < 1500; i++) f()
    let best = 1e9
    for (let k = 0; k < 10; k++) {
    const t = process.cpuUsage()
    for (let i = 0; i < 200; i++) f()
    const u = process.cpuUsage(t); best = Math.min(best, (u.user + u.system) / 200) }
    console.log(name, best, 'us cpu')
  }
})
