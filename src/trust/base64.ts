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
