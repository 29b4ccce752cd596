import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { refusalOf, type Refusal } from '../refusal.ts'

/** Attacks on XML before any signature is looked at, 12 to 15; tests/trust/hardening.test.ts has 1 to 11. */
const XML = '<m xmlns="urn:m"><amount>100</amount></m>'

let canary: Server
let canaryUrl: string
let hits = 0

beforeAll(async () => {
  canary = createServer((_, reply) => {
    hits += 1
    reply.end('<x/>')
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  const address = canary.address()
  canaryUrl = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}/x` : ''
})

afterAll(() => {
  canary.close()
  expect(hits).toBe(0)
})

function open(xml: string): void {
  openXml(Buffer.from(xml))[Symbol.dispose]()
}

function refused(xml: string): Refusal {
  return refusalOf(() => open(xml))
}

test('12: entities that explode, and entities that fetch', () => {
  const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
    '',
  )
  for (const xml of [
    `<!DOCTYPE m [<!ENTITY l0 "lol">${levels}]><m>&l9;</m>`,
    `<!DOCTYPE m [<!ENTITY a "${'a'.repeat(50_000)}">]><m>${'&a;'.repeat(50_000)}</m>`,
    '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><m>&x;</m>',
    `<!DOCTYPE m [<!ENTITY x SYSTEM "${canaryUrl}">]><m>&x;</m>`,
    `<!DOCTYPE m [<!ENTITY % x SYSTEM "${canaryUrl}"> %x;]><m/>`,
    `<!DOCTYPE m SYSTEM "${canaryUrl}"><m/>`,
    `<?xml-model href="${canaryUrl}"?><m/>`,
  ]) {
    expect(refused(xml).code).toBe('XML_FORBIDDEN')
  }
  const include = `<m xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${canaryUrl}"/></m>`
  using message = openXml(Buffer.from(include))
  expect(message.root.children.map(({ name }) => name)).toEqual(['include'])
})

test('13: too deep, too wide, too long, in less than a second each', () => {
  const attributes = Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(' ')
  for (const [xml, code] of [
    ['<a>'.repeat(100_000) + '</a>'.repeat(100_000), 'XML_LIMIT'],
    ['<a>'.repeat(100) + '</a>'.repeat(100), 'XML_LIMIT'],
    [`<a ${attributes}/>`, 'XML_LIMIT'],
    [`<a>${'<b/>'.repeat(400_000)}</a>`, 'XML_LIMIT'],
    [`<a>${'x'.repeat(1_500_000)}</a>`, 'XML_LIMIT'],
    [`<a>${'x'.repeat(10_000_000)}</a>`, 'MESSAGE_TOO_LARGE'],
    [`<a>${'<b/>'.repeat(1_000_000)}</a>`, 'MESSAGE_TOO_LARGE'],
  ] as const) {
    const start = process.cpuUsage()
    expect(refused(xml).code).toBe(code)
    const { user, system } = process.cpuUsage(start)
    expect(user + system).toBeLessThan(1_000_000)
  }
})

test('14: encodings other than UTF-8', () => {
  for (const bytes of [
    Buffer.from(`\uFEFF${XML}`, 'utf16le'),
    Buffer.from(XML.replace('100', '1é0'), 'latin1'),
  ]) {
    expect(refusalOf(() => openXml(bytes)).code).toBe('XML_ENCODING')
  }
  const utf7 = `<?xml version="1.0" encoding="UTF-7"?>${XML}`
  expect(refused(utf7).code).toBe('XML_ENCODING')
  expect(() => open(`\uFEFF${XML}`)).not.toThrow()
})

test('15: bytes after the root, and other text that is no XML', () => {
  for (const xml of [XML + XML, `${XML}x`, XML.slice(0, -1), XML.replace('</amount>', ''), '{}', 'not xml']) {
    expect(refused(xml).code).toBe('XML_MALFORMED')
  }
})
