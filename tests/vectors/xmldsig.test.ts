import { createPublicKey, X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readVerificationKey, type VerificationKey } from '../../src/trust/keys.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { sharedFolder } from '../shared.ts'
import { byOutcome, outcomeOf } from './outcomes.ts'

const vectors = sharedFolder() === undefined ? undefined : join(sharedFolder() ?? '', 'vectors')
if (vectors === undefined) console.warn('skipped: XML signature vectors, there is no shared folder')

function outcome(file: string, keys: readonly VerificationKey[]): string {
  const verify = (): void => {
    using message = openXml(readFileSync(file))
    verifyEnveloped(message, keys, new Date())
  }
  return outcomeOf(verify, 'verified')
}

/** Keys of the vectors are old: only the key counts here, not the dates of its certificate. Unusable ones are left out. */
function keysIn(folder: string): VerificationKey[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(pem|crt|der)$/.test(file))
    .flatMap((file) => keyIn(readFileSync(join(folder, file))))
}

function keyIn(bytes: Buffer): VerificationKey[] {
  try {
    const key = bytes.includes('PUBLIC KEY') ? createPublicKey(bytes) : new X509Certificate(bytes).publicKey
    return [readVerificationKey(key.export({ type: 'spki', format: 'pem' }).toString(), 'vector')]
  } catch {
    // Not every file beside the vectors holds a key that our profile allows.
    return []
  }
}

describe.skipIf(vectors === undefined)('a processing instruction that two readers see differently', () => {
  const folder = join(vectors ?? '', 'xmldsig-pi-differential')

  test('is refused, and the message without it verifies', () => {
    const keys = keysIn(folder)
    expect(outcome(join(folder, 'ok.xml'), keys)).toBe('verified')
    expect(outcome(join(folder, 'pi.xml'), keys)).toBe('XML_FORBIDDEN')
  })
})

/**
 * The static files of xml-crypto and our verdict on each. None fits the profile, valid or not: they sign by Id
 * (SAML, WS-Security, metadata), leave out the transforms, or use RSA-PSS, HMAC or SHA-1. Some cannot even be
 * opened: their namespace is relative (`xmlns="name"`, `xmlns:wsu="wsu"`), or a comment stands inside a digest.
 */
const XML_CRYPTO: Readonly<Record<string, readonly string[]>> = {
  SIGNATURE_MISSING: ['unsigned_saml_response.xml'],
  SIGNATURE_PROFILE: ['hmac_signature.xml', 'id_with_quotes.xml', 'integration/expectedVerifyComplex.xml', 'invalid_saml_no_signed_info.xml', 'invalid_saml_sha256_rsa_mgf1.xml', 'invalid_signature_without_transforms_element.xml', 'keyinfo - pretty-printed.xml', 'saml_external_ns.xml', 'saml_multiple_signed_info_nodes.xml', 'saml_wrapped_signed_info_node.xml', 'signature_with_inclusivenamespaces.xml', 'signature_with_inclusivenamespaces_lines.xml', 'signature_with_inclusivenamespaces_lines_windows.xml', 'valid_saml.xml', 'valid_saml_sha256_rsa_mgf1.xml', 'valid_saml_signature_wrapping.xml', 'valid_saml_withcomments.xml', 'valid_signature_utf8.xml', 'valid_signature_with_unused_prefixes.xml', 'valid_signature_without_transforms_element.xml', 'windows_store_signature.xml', 'wsfederation_metadata.xml'],
  XML_FORBIDDEN: ['integration/expectedVerify.xml', 'invalid_signature - changed content.xml', 'invalid_signature - hash.xml', 'invalid_signature - non existing reference.xml', 'invalid_signature - signature value.xml', 'invalid_signature - wsu - changed content.xml', 'invalid_signature - wsu - hash.xml', 'invalid_signature - wsu - invalid signature value.xml', 'invalid_signature - wsu - non existing reference.xml', 'valid_saml_with_digest_comment.xml', 'valid_signature wsu.xml', 'valid_signature.xml', 'valid_signature_with_lowercase_id_attribute.xml', 'valid_signature_with_reference_keyInfo.xml', 'valid_signature_with_root_level_sig_namespace.xml', 'valid_signature_with_whitespace_in_digestvalue.xml'],
}

describe.skipIf(vectors === undefined)('files of xml-crypto', () => {
  const folder = join(vectors ?? '', 'xml-crypto-static')

  test('each has the verdict that is written down here', () => {
    const keys = keysIn(folder)
    expect(keys.length).toBeGreaterThan(3)
    expect(byOutcome(xmlFilesIn(folder), (file) => outcome(join(folder, file), keys))).toEqual(XML_CRYPTO)
  })
})

/**
 * The files of xmlsec1 and the W3C interoperability sets. None fits the profile: all are enveloping, detached, by
 * reference, over inclusive C14N or XPath; the one enveloped signature over exclusive C14N is made with HMAC.
 * What xmlsec1 signs in our profile is verified in tests/interop.
 */
const XMLSEC1: Readonly<Record<string, number>> = { SIGNATURE_MISSING: 8, SIGNATURE_PROFILE: 230, XML_FORBIDDEN: 3 }

describe.skipIf(vectors === undefined)('files of xmlsec1 and the W3C interoperability sets', () => {
  const folder = join(vectors ?? '', 'xmldsig-xmlsec1')

  test('are all refused for their form, and none is a fault', () => {
    const keys = keysIn(folder)
    expect(keys.length).toBeGreaterThan(10)
    const found = byOutcome(xmlFilesIn(folder), (file) => outcome(join(folder, file), keys))
    expect(Object.fromEntries(Object.entries(found).map(([code, files]) => [code, files.length]))).toEqual(XMLSEC1)
  })
})

function xmlFilesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.xml'))
}
