import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testSigner, type TestSigner } from '../trust/signers.ts'
import { truck } from '../workflows/checklist/truck.ts'
import { type Finished, khorgos } from './command.ts'

describe('khorgos checklist', () => {
  let folder: string
  let signer: TestSigner
  const file = (name: string): string => join(folder, name)
  const run = (args: readonly string[], input?: string): Promise<Finished> =>
    khorgos(['checklist', ...args], { env: { KHORGOS_CERTS: folder }, ...(input !== undefined && { input }) })

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-checklist-'))
    signer = await testSigner('ec-p256')
    writeFileSync(file('gateway.sign.key'), signer.issued.privateKeyPem)
    writeFileSync(file('gateway.sign.crt'), signer.issued.certificatePem)
    writeFileSync(file('trust.json'), JSON.stringify({ vkeys: [], gatewayKeyIds: [signer.signing.keyId] }))
    writeFileSync(file('checklist.json'), JSON.stringify(truck))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const presented = async (): Promise<{ text: string; keyId: string }> => {
    const { code, stdout } = await run([
      'present',
      file('checklist.json'),
      '--output',
      file('x.svg'),
      '--json',
    ])
    expect(code).toBe(0)
    return JSON.parse(stdout)
  }

  test('present draws a code and says until when it is valid: 0', async () => {
    const { code, stdout } = await run(['present', file('checklist.json'), '--output', file('a/b.svg')])
    expect(stdout).toMatch(/b\.svg: C26070500123, 3 of 3 lines, valid until 20/)
    expect(code).toBe(0)
    expect(readFileSync(file('a/b.svg'), 'utf8')).toMatch(/^<\?xml|^<svg/)
  })

  test('verify-qr says what a code tells of the load and that it is valid: 0', async () => {
    const { text, keyId } = await presented()
    expect(keyId).toBe(signer.signing.keyId)
    const { code, stdout } = await run(['verify-qr', '-', '--trust', file('trust.json')], `${text}\n`)
    expect(stdout).toContain('  vehicle     1234 УБА / 5678 УБЧ\n  containers  CSNU1234567\n')
    expect(stdout).toContain('  line 2: 150 packages, 1400 kg, HS 080810 苹果 / Алим\n')
    expect(stdout).toMatch(/ok {3}presentation-time: it is valid now\nVALID\n$/)
    expect(code).toBe(0)
    const named = ['--trust', file('trust.json'), '--certificate', file('gateway.sign.crt'), '--json']
    const { stdout: json } = await run(['verify-qr', text, ...named])
    expect(JSON.parse(json)).toMatchObject({ verdict: 'valid', presentation: { number: 'C26070500123' } })
  })

  test('verify-qr tells nothing of a code whose key is not trusted: 1', async () => {
    const { text } = await presented()
    writeFileSync(file('other.json'), JSON.stringify({ vkeys: [], gatewayKeyIds: ['ab'.repeat(32)] }))
    const { code, stdout } = await run(['verify-qr', text, '--trust', file('other.json')])
    expect(stdout).not.toContain('1234')
    expect(stdout).toMatch(/FAIL presentation-signature: [^\n]+\nNOT VALID: do not rely on it\n$/)
    expect(code).toBe(1)
  })

  test.each([
    ['a wrong duration', ['--valid-for', '3 days'], 2],
    ['a validity longer than any trip', ['--valid-for', 'P90D'], 1],
  ])('present refuses %s', async (_, args, expected) => {
    const { code } = await run(['present', file('checklist.json'), '--output', file('y.svg'), ...args])
    expect(code).toBe(expected)
  })

  test('present refuses what is no checklist, with its place: 1', async () => {
    const { code, stderr } = await run(['present', '-', '--output', file('y.svg')], '{"id":"C26070500123"}')
    expect(stderr).toContain('/borderTransportMeans')
    expect(code).toBe(1)
  })
})
