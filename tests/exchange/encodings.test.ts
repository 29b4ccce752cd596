import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { switchMessage } from '../../src/exchange/switch.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import { decodeText, ENCODING_LABELS, encodeText, type Encoding } from '../../src/model/encoding.ts'
import type { Agreement } from '../../src/partners/partner.ts'
import { readVerificationKey, type SigningKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { DEFAULT_LIMITS } from '../../src/xml/limits.ts'
import { writeCanonical } from '../../src/xml/write.ts'
import { makeSandboxParts, type SandboxParts } from './sandbox-parts.ts'

/** Trap 7 through the whole switch: signed messages in and out in the encodings that agreements name. */

const AT = new Date()
let site: SandboxParts
let parts: SwitchParts
let kazakh: SigningKey
let text: string

beforeAll(async () => {
  site = await makeSandboxParts(AT)
  parts = site.parts
  kazakh = site.keyOf('kz-customs')
  using sample = openXml(readFileSync('schemas/asycuda/samples/awmds-export-small.xml'))
  text = writeCanonical(sample.root).replace('FLAXSEED, IN BAGS', 'Семена льна, в мешках')
  expect(text).toContain('Семена')
})
afterAll(() => site.close())

/** The partners of the sandbox with other agreements about text. */
function agreed(kz: Partial<Agreement>, cn: Partial<Agreement> = {}): SwitchParts {
  return site.agreed({ 'kz-customs': kz, 'cn-eport': cn })
}

/** The signature is made over the canonical form, then the message is turned into the encoding, as a sender does it. */
function sent(label: string, encoding: Encoding, content = text): Uint8Array {
  const signed = decodeText(signEnveloped(content, kazakh).bytes, 'UTF-8')
  return encodeText(`<?xml version="1.0" encoding="${label}"?>\n${signed}`, encoding, '/')
}

const switched = (all: SwitchParts, bytes: Uint8Array) =>
  switchMessage(all, {
    partner: 'kz-customs',
    bytes,
    receivedAt: AT,
    exchange: '019aa000-0000-7000-8000-000000000000',
  })

describe('trap 7, character sets', () => {
  test.each([
    ['windows-1251', 'windows-1251'],
    ['ISO-8859-5', 'ISO-8859-5'],
    ['GB2312', 'GB18030'],
  ] as const)('a signed message in %s is verified and read as in UTF-8', (label, encoding) => {
    const plain = switched(agreed({}), sent('UTF-8', 'UTF-8'))
    const taken = switched(agreed({ encodings: ['UTF-8', label] }), sent(label, encoding))
    expect(taken).toMatchObject({ kind: 'taken', signature: { keyId: kazakh.keyId } })
    if (taken.kind !== 'taken' || plain.kind !== 'taken') return
    expect(Buffer.from(taken.documents).equals(Buffer.from(plain.documents))).toBe(true)
    expect(Buffer.from(taken.digest).equals(Buffer.from(plain.digest))).toBe(true)
  })

  test('the same message without that agreement is refused by code and line', () => {
    expect(switched(agreed({}), sent('windows-1251', 'windows-1251'))).toMatchObject({
      kind: 'refused',
      code: 'XML_ENCODING',
      place: { path: '/', line: 1 },
    })
  })

  test('what goes out in GB 18030 declares it, verifies, and says the same', () => {
    const [utf8, gb] = [agreed({}), agreed({}, { outgoingEncoding: 'GB18030' })].map((all) =>
      switched(all, sent('UTF-8', 'UTF-8')),
    )
    if (utf8?.kind !== 'taken' || gb?.kind !== 'taken' || !utf8.made || !gb.made)
      throw new Error('the sample goes alone')
    expect(Buffer.from(gb.made.bytes).toString('latin1')).toMatch(
      /^<\?xml version="1\.0" encoding="GB18030"\?></,
    )
    using message = openXml(gb.made.bytes, DEFAULT_LIMITS, { encodings: ['GB18030'] })
    using same = openXml(utf8.made.bytes)
    const keys = [readVerificationKey(parts.signingKey.certificatePem, 'our certificate')]
    expect(verifyEnveloped(message, keys, AT).verdict).toEqual(verifyEnveloped(same, keys, AT).verdict)
    expect(writeCanonical(message.root)).toBe(writeCanonical(same.root))
  })

  test('a letter that the receiver cannot be sent is OUTPUT_INVALID with its place', () => {
    const bytes = sent('UTF-8', 'UTF-8', text.replace('Семена льна', 'Зығыр тұқымы'))
    expect(switched(agreed({}, { outgoingEncoding: 'windows-1251' }), bytes)).toMatchObject({
      kind: 'refused',
      code: 'OUTPUT_INVALID',
      message: 'windows-1251 has no character U+0493 ("ғ")',
      place: { path: expect.stringMatching(/^\/Manifest\/Declaration\/Consignment.*Description$/) },
    })
  })
})

test('an agreement may name the encodings that can be read, and no other', () => {
  // Labels are compared without regard to case.
  const schema = readFileSync('schemas/partner.schema.json', 'utf8').replaceAll(/\s/g, '').toUpperCase()
  expect(schema).toContain(`"ENUM":${JSON.stringify(ENCODING_LABELS)}`)
})
