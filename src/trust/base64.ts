/**
 * Base64 as XML Signature writes it (RFC 4648 section 4 with XML white space anywhere), and exactly one
 * spelling of each value: full padding, zero trailing bits (RFC 4648 section 3.5).
 *
 * @returns undefined when it is spelled in any other way, or empty
 */
export function readBase64(text: string): Uint8Array | undefined {
  const compact = text.replaceAll(/[ \t\r\n]/g, '')
  const bytes = Buffer.from(compact, 'base64')
  // Node's decoder takes almost anything, so that only the way back shows what was there.
  return compact !== '' && bytes.toString('base64') === compact ? bytes : undefined
}

/**
 * Base64url as JOSE writes it (RFC 7515 section 2: no padding, no white space), and exactly one spelling of each value.
 *
 * @returns undefined when it is spelled in any other way, or empty
 */
export function readBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return text !== '' && bytes.toString('base64url') === text ? bytes : undefined
}

export function writeBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
}
