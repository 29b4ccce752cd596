import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { presentChecklist } from '../src/workflows/checklist/presentation/present.ts'
import { editionOf } from '../src/workflows/checklist/compare/edition.ts'
import { testSigner, type TestSigner } from './trust/signers.ts'
import { truck } from './workflows/checklist/truck.ts'

/** docs/load-checklist.md tells strangers how to verify a code; here they do. */

const [, STRANGER = ''] = readFileSync('docs/load-checklist.md', 'utf8').split(
  '\n## Verify a code as a stranger\n',
)
const blocks = [...STRANGER.matchAll(/```(\w+)\n([^`]+)```/g)].map(([, language, code = '']) => ({
  language,
  code,
}))

let folder: string
let signer: TestSigner
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'khorgos-stranger-'))
  signer = await testSigner('ec-p256')
  writeFileSync(join(folder, 'signer.crt'), signer.issued.certificatePem)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hasTools = [
  ['python3', '--version'],
  ['openssl', 'version'],
].every(([tool = '', argument = '']) => spawnSync(tool, [argument]).status === 0)

function run(text: string): string[] {
  writeFileSync(join(folder, 'code.txt'), text)
  return blocks.map(({ language, code }) => {
    const [command, option] = language === 'python' ? ['python3', '-c'] : ['sh', '-c']
    return spawnSync(command ?? '', [option ?? '', code], { cwd: folder, encoding: 'utf8' }).stdout
  })
}

test.skipIf(!hasTools)('a stranger with python and openssl reads what was signed, and by whom', () => {
  // Signature values begin with zeros and high bits now and then: the DER of both is written rightly.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const issued = new Date(Date.UTC(2026, 10, 21, attempt))
    const validUntil = new Date(Date.UTC(2026, 10, 22))
    const [head, verified, content] = run(
      presentChecklist(truck, signer.signing, { issued, validUntil }).text,
    )
    expect(head).toContain(signer.signing.keyId)
    expect(verified).toContain(signer.signing.keyId)
    expect(verified).toContain('Verified OK')
    expect(JSON.parse(content ?? '')).toMatchObject({
      n: 'C26070500123',
      d: Buffer.from(editionOf(truck), 'hex').toString('base64url'),
      p: '1234 УБА',
    })
  }
})

test.skipIf(!hasTools)('and is not told that it is good when a digit is another', () => {
  const validity = { issued: new Date('2026-11-21T10:00:00Z'), validUntil: new Date('2026-11-22T10:00:00Z') }
  const { text } = presentChecklist(truck, signer.signing, validity)
  const at = 400
  const other = `${text.slice(0, at)}${text.slice(at, at + 2) === '20' ? '21' : '20'}${text.slice(at + 2)}`
  expect(run(other)[1]).not.toContain('Verified OK')
})
