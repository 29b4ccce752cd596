import { otherKey, same, signed, tampered, text, utf8, type BadMessage } from './bad-messages.ts'

/** What is refused before anybody looks at what a message says. */

const MAX_BYTES = 2_097_152

const nested = (depth: number): string => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`
const attributes = (count: number): string =>
  `<Awmds ${Array.from({ length: count }, (_, at) => `a${at}=""`).join(' ')}/>`

export const AT_THE_DOOR: readonly BadMessage[] = [
  {
    what: 'a good message over a connection nobody knows',
    status: 401,
    code: 'SENDER_UNKNOWN',
    from: 'stranger',
    bytes: signed(same),
  },
  { what: 'no bytes', status: 400, code: 'MESSAGE_EMPTY', bytes: () => new Uint8Array() },
  {
    what: 'one byte more than agreed',
    status: 413,
    code: 'MESSAGE_TOO_LARGE',
    bytes: () => Buffer.alloc(MAX_BYTES + 1, 0x20),
  },
  {
    what: 'much more than agreed: the beginning is kept',
    status: 413,
    code: 'MESSAGE_TOO_LARGE',
    bytes: () => Buffer.alloc(MAX_BYTES + 500_000, 0x61),
    kept: MAX_BYTES + 1,
  },
  {
    what: 'another media type',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    bytes: signed(same),
    headers: { 'content-type': 'text/plain' },
  },
  {
    what: 'a media type hidden behind a tab',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    bytes: signed(same),
    headers: { 'content-type': 'application/xml\t; charset=utf-16' },
  },
  {
    what: 'a packed body',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    bytes: signed(same),
    headers: { 'content-encoding': 'gzip' },
  },
]

export const NOT_OUR_XML: readonly BadMessage[] = [
  { what: 'no XML at all', status: 400, code: 'XML_MALFORMED', bytes: () => utf8('{"Awmds": 1}') },
  {
    what: 'half a message',
    status: 400,
    code: 'XML_MALFORMED',
    bytes: (site) => signed(same)(site).slice(0, 900),
  },
  { what: 'a second root', status: 400, code: 'XML_MALFORMED', bytes: tampered((xml) => `${xml}<Awmds/>`) },
  {
    what: 'a document type',
    status: 400,
    code: 'XML_FORBIDDEN',
    bytes: tampered((xml) => `<!DOCTYPE Awmds>${xml}`),
  },
  {
    what: 'entities that grow',
    status: 400,
    code: 'XML_FORBIDDEN',
    bytes: tampered((xml) => `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${xml}`),
  },
  {
    what: 'an entity that reads a file',
    status: 400,
    code: 'XML_FORBIDDEN',
    bytes: () => utf8('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><x>&f;</x>'),
  },
  {
    what: 'a processing instruction inside signed text',
    status: 400,
    code: 'XML_FORBIDDEN',
    bytes: tampered((xml) => xml.replace(/(<Gross_mass>\d)/, '$1<?x 0?>')),
  },
  {
    what: 'UTF-16 with its mark',
    status: 400,
    code: 'XML_ENCODING',
    bytes: (site) => Buffer.from(`\ufeff${text(signed(same)(site))}`, 'utf16le'),
  },
  {
    what: 'UTF-16 without a mark',
    status: 400,
    code: 'XML_ENCODING',
    bytes: (site) => Buffer.from(text(signed(same)(site)), 'utf16le'),
  },
  {
    what: 'a declared encoding that is not UTF-8',
    status: 400,
    code: 'XML_ENCODING',
    bytes: tampered((xml) => `<?xml version="1.0" encoding="ISO-8859-1"?>${xml}`),
  },
  {
    what: 'a byte that is not UTF-8',
    status: 400,
    code: 'XML_ENCODING',
    bytes: (site) => Buffer.concat([utf8('<Awmds>'), Buffer.from([0xc0, 0xaf]), signed(same)(site)]),
  },
  { what: 'a zero byte', status: 400, code: 'XML_ENCODING', bytes: () => utf8('<Awmds>\0</Awmds>') },
  { what: 'elements nested too deeply', status: 400, code: 'XML_LIMIT', bytes: () => utf8(nested(65)) },
  {
    what: 'elements nested 100,000 deep',
    status: 400,
    code: 'XML_LIMIT',
    bytes: () => utf8(nested(100_000)),
  },
  { what: 'too many attributes', status: 400, code: 'XML_LIMIT', bytes: () => utf8(attributes(65)) },
  { what: '100,000 attributes', status: 400, code: 'XML_LIMIT', bytes: () => utf8(attributes(100_000)) },
  {
    what: 'half a million elements',
    status: 400,
    code: 'XML_LIMIT',
    bytes: () => utf8(`<a>${'<b/>'.repeat(500_000)}</a>`),
  },
  {
    what: 'a name as long as the message',
    status: 400,
    code: 'XML_MALFORMED',
    bytes: () => utf8(`<${'a'.repeat(500_000)}/>`),
  },
]

export const NOT_SIGNED_SO: readonly BadMessage[] = [
  {
    what: 'no signature',
    status: 422,
    code: 'SIGNATURE_MISSING',
    bytes: (site) => utf8(site.samples.awmds(site.trip())),
  },
  {
    what: 'a change after signing',
    status: 422,
    code: 'SIGNATURE_INVALID',
    bytes: tampered((xml) => xml.replace(/(<Gross_mass>)\d/, '$17')),
  },
  {
    what: 'a signature value of zeros',
    status: 422,
    code: 'SIGNER_UNKNOWN',
    bytes: tampered((xml) => xml.replace(/(<(?:ds:)?SignatureValue>)[^<]+/, `$1${'A'.repeat(342)}==`)),
  },
  {
    what: 'two signatures',
    status: 422,
    code: 'SIGNATURE_PROFILE',
    bytes: tampered((xml) => xml.replace(/<((?:ds:)?Signature) .*<\/\1>/s, (all) => all + all)),
  },
  {
    what: 'a signature somewhere inside',
    status: 422,
    code: 'SIGNATURE_PROFILE',
    bytes: tampered((xml) =>
      xml.replace(/(<((?:ds:)?Signature) .*<\/\2>)(<\/Awmds>)/s, '<Wrapped>$1</Wrapped>$3'),
    ),
  },
  {
    what: 'SHA-1',
    status: 422,
    code: 'SIGNATURE_PROFILE',
    bytes: tampered((xml) =>
      xml.replace('http://www.w3.org/2001/04/xmlenc#sha256', 'http://www.w3.org/2000/09/xmldsig#sha1'),
    ),
  },
  { what: 'a key that no agreement names', status: 422, code: 'SIGNER_UNKNOWN', bytes: otherKey },
  {
    what: "another partner's good message over this partner's connection",
    status: 403,
    code: 'SENDER_MISMATCH',
    from: 'cn-eport',
    bytes: signed(same),
  },
  {
    what: "a message the connection's partner did not sign, but another did",
    status: 403,
    code: 'SENDER_MISMATCH',
    bytes: signed(same, 'awmds', 'cn-eport'),
  },
  {
    what: 'a sender inside the message whom the agreement does not name',
    status: 403,
    code: 'SENDER_MISMATCH',
    from: 'cn-eport',
    bytes: signed((xml) => xml.replace(/<SenderID>[^<]*/, `<SenderID>${'Z'.repeat(100_000)}`), 'mt2401'),
  },
]
