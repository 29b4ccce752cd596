import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { refusalOf } from '../refusal.ts'
import { hasTool } from '../tools.ts'
import { DS, EXCLUSIVE, KEY_KINDS, NOW, testSigner, TRANSFORMS, type TestSigner } from '../trust/signers.ts'
import { manifestXml } from '../xml/manifest.ts'

const METHODS = ['ecdsa-sha256', 'ecdsa-sha384', 'rsa-sha256']

describe.skipIf(!hasTool('xmlsec1'))('xmlsec1', () => {
  let folder: string
  let signers: readonly TestSigner[]

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-xmlsec-'))
    signers = await Promise.all(KEY_KINDS.map(testSigner))
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  function file(name: string, content: Uint8Array | string): string {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }

  function signerOf(kind: number): TestSigner {
    const signer = signers[kind]
    if (signer === undefined) throw new Error('no signer')
    return signer
  }

  /** xmlsec1 builds the path from the certificate in KeyInfo to our authority, as a partner would. */
  function verifyWithAuthority(signed: Uint8Array, signer: TestSigner): number | null {
    const authority = file('authority.pem', signer.authority.certificatePem)
    const time = ['--verification-time', '2026-11-21 12:00:00']
    return spawnSync('xmlsec1', ['--verify', '--trusted-pem', authority, ...time, file('signed.xml', signed)])
      .status
  }

  test.each([0, 1, 2])('verifies what we sign, and no changed byte of it (%i)', (kind) => {
    const signer = signerOf(kind)
    using message = openXml(Buffer.from(manifestXml()))
    const { bytes } = signEnveloped(writeCanonical(message.root), signer.signing)
    expect(verifyWithAuthority(bytes, signer)).toBe(0)
    const changed = Buffer.from(Buffer.from(bytes).toString().replace('KZ3', 'KZ4'))
    expect(verifyWithAuthority(changed, signer)).toBe(1)
    expect(verifyWithAuthority(bytes, signerOf((kind + 1) % 3))).toBe(1)
  })

  test.each([0, 1, 2])('signs what we verify, in a pretty-printed message with namespaces (%i)', (kind) => {
    const { issued, verification } = signerOf(kind)
    const signature =
      `<ds:Signature xmlns:ds="${DS}">\n <ds:SignedInfo>\n  <ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"/>\n` +
      `  <ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#${METHODS[kind]}"/>\n  <ds:Reference URI="">\n` +
      `   <ds:Transforms>${TRANSFORMS.replaceAll('<Transform ', '<ds:Transform ')}</ds:Transforms>\n` +
      '   <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>\n   <ds:DigestValue/>\n  </ds:Reference>\n' +
      ' </ds:SignedInfo>\n <ds:SignatureValue/>\n <ds:KeyInfo><ds:X509Data><ds:X509Certificate/></ds:X509Data></ds:KeyInfo>\n</ds:Signature>'
    const template = manifestXml()
      .replace('<Awmds ', '<Awmds xmlns:unused="urn:unused" xmlns:x="urn:x" x:b="2" a="1" ')
      .replace(
        '</Awmds>',
        `<!-- between --><x:last><![CDATA[<&>]]>\u{1F69B}</x:last>\n${signature}\n</Awmds>`,
      )
    const key = file('key.pem', issued.privateKeyPem)
    const certificate = file('certificate.pem', issued.certificatePem)
    const output = join(folder, 'out.xml')
    const run = spawnSync('xmlsec1', [
      '--sign',
      '--privkey-pem',
      `${key},${certificate}`,
      '--output',
      output,
      file('template.xml', template),
    ])
    expect([run.status, run.stderr.toString()]).toEqual([0, ''])
    using message = openXml(readFileSync(output))
    const result = verifyEnveloped(message, [verification], NOW)
    expect(result.verdict.keyId).toBe(verification.keyId)
    expect(message.root.children.at(-1)).toMatchObject({ name: 'last', text: '<&>\u{1F69B}' })
    using changed = openXml(Buffer.from(readFileSync(output, 'utf8').replace('KZ3', 'KZ4')))
    expect(refusalOf(() => verifyEnveloped(changed, [verification], NOW)).code).toBe('SIGNATURE_INVALID')
  })
})

describe.skipIf(!hasTool('xmllint'))('xmllint', () => {
  test('makes the same exclusive canonical form of what we write', () => {
    using message = openXml(Buffer.from(manifestXml()))
    const written = writeCanonical(message.root, { 'urn:test:awmds': 'a' })
    const run = spawnSync('xmllint', ['--exc-c14n', '-'], { input: written })
    expect(run.stdout.toString()).toBe(written)
  })
})
