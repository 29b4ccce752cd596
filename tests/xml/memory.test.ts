import { expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { manifestXml } from './manifest.ts'
import { refusalOf } from '../refusal.ts'

const MESSAGES = 20_000
const WARM_UP = 4_000
/** Room for V8 to arrange its own heap; 500 undisposed documents of 30 KB alone take 250 MB. */
const ALLOWED_RSS_GROWTH = 48 * 1024 * 1024
/** WebAssembly memory counts as external and only ever grows; documents must come and go within it. */
const ALLOWED_EXTERNAL_GROWTH = 4 * 1024 * 1024

test('memory stays flat over 20,000 messages, failing ones included', { timeout: 120_000 }, () => {
  const good = Buffer.from(manifestXml(4).replace('</Awmds>', '<Tail><Inner>1</Inner></Tail></Awmds>'))
  const failing = [
    Buffer.from(`${manifestXml(4)}<b/>`),
    Buffer.from(manifestXml(4).replace('KZ1', 'K<!-- -->Z1')),
    Buffer.from(manifestXml(4).replace('urn:test:awmds', 'awmds')),
    Buffer.from('<a>'),
  ]
  let before = process.memoryUsage()
  for (let at = 0; at < MESSAGES; at++) {
    using message = openXml(good)
    message.canonical()
    message.detachChild('Tail', 'urn:test:awmds').canonicalOf('Inner', 'urn:test:awmds')
    refusalOf(() => openXml(failing[at % failing.length] ?? good))
    if (at === WARM_UP) before = process.memoryUsage()
  }
  const after = process.memoryUsage()
  expect(after.rss - before.rss).toBeLessThan(ALLOWED_RSS_GROWTH)
  expect(after.external - before.external).toBeLessThan(ALLOWED_EXTERNAL_GROWTH)
})
