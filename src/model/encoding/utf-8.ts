/** @returns the offset of the first byte that begins no character (RFC 3629 section 4); the length when all do. */
export function firstInvalidUtf8(bytes: Uint8Array): number {
  let at = 0
  while (at < bytes.length) {
    const size = sizeAt(bytes, at)
    if (size === 0) break
    at += size
  }
  return at
}

/** @returns how many bytes the character at `at` has, 0 when there is none. */
function sizeAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0
  if (lead < 0x80) return 1
  const size = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  for (let next = at + 1; next < at + size; next++) if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0
  return isShortestForm(lead, bytes[at + 1] ?? 0) ? size : 0
}

/** Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
function isShortestForm(lead: number, second: number): boolean {
  switch (lead) {
    case 0xe0:
      return second >= 0xa0
    case 0xed:
      return second < 0xa0
    case 0xf0:
      return second >= 0x90
    case 0xf4:
      return second < 0x90
    default:
      return true
  }
}
