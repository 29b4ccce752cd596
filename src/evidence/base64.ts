/**
 * RFC 4648 section 4, and only the one spelling that encoding gives: Node's decoder drops what it does not
 * know, takes the URL alphabet and ignores spare bits, so one value would have many texts.
 */

/** Undefined unless `text` is exactly the base64 of some bytes, padding included and spare bits zero. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}
