import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import { loadParts } from '../../src/exchange/parts.ts'
import { switchMessage } from '../../src/exchange/switch.ts'
import { lossReport } from '../../src/mapping/report.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { loadSamples } from '../../src/sandbox/samples.ts'
import { readSigningKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { manifest } from './load.ts'

const ROUNDS = 400
const WARM_UP = 100

/** Milliseconds of processor time per stage, median of rounds, by adding one stage after the other. */
export async function measureStages(): Promise<Record<string, { 'ms per message': string }>> {
  const certificates = mkdtempSync(join(tmpdir(), 'khorgos-stages-'))
  await makeSandboxKeys(certificates, new Date())
  const parts = loadParts({ schemas: resolve('schemas'), partners: resolve('partners'), certificates })
  const pem = (name: string): string => readFileSync(join(certificates, name), 'utf8')
  const sender = readSigningKey(pem('kz-customs.sign.key'), pem('kz-customs.sign.crt'), 'kz-customs')
  const samples = loadSamples(parts.formats)
  const { bytes } = signEnveloped(manifest({ samples }, 'S000000000001', new Date()), sender)
  const partner = parts.partners.get('kz-customs')
  if (partner === undefined) throw new Error('there is no partner kz-customs')
  const at = new Date()
  const source = parts.formats.byId('kz-awmds-r1')
  const target = parts.formats.byId('cn-mt1401-v1')
  const values = { ...parts.partners.get('cn-eport')?.agreement.context, messageId: 'CN0000000001' }

  const parse = (): void => {
    using message = openXml(bytes)
    void message.root
  }
  const verify = (): void => {
    using message = openXml(bytes)
    verifyEnveloped(message, partner.keys, at)
  }
  const read = () => {
    using message = openXml(bytes)
    verifyEnveloped(message, partner.keys, at)
    return readMessage(source, message, at)
  }
  const write = () => {
    const message = read()
    const written = writeMessage(target, message.documents, { now: at, values })
    return { written, report: lossReport([message.report], written.report) }
  }
  const sign = () => signEnveloped(write().written.text, parts.signingKey)
  const whole = () =>
    switchMessage(parts, {
      partner: partner.id,
      bytes,
      receivedAt: at,
      exchange: '019aa000-0000-7000-8000-000000000000',
    })

  const times = {
    parse: median(parse),
    verify: median(verify),
    read: median(read),
    write: median(write),
    sign: median(sign),
    whole: median(whole),
  }
  const row = (ms: number) => ({ 'ms per message': ms.toFixed(3) })
  return {
    'parse and check': row(times.parse),
    'canonical form, signature': row(times.verify - times.parse),
    'schema, read, document check': row(times.read - times.verify),
    'write, loss report, output schema': row(times.write - times.read),
    sign: row(times.sign - times.write),
    'whole switch of one message': row(times.whole),
  }
}

function median(work: () => unknown): number {
  for (let round = 0; round < WARM_UP; round += 1) work()
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0
}
