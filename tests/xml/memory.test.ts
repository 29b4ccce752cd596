import { expect, test } from 'vitest'
import { openXml } from '../../src/xml/parse.ts'
import { manifestXml } from './manifest.ts'
import { refusalOf } from '../refusal.ts'

const MESSAGES = 20_000
const WARM_UP = 4_000
/** One leaked document of this size is some 40 KB; a leak of one in a hundred would show. */
const ALLOWED_GROWTH = 24 * 1024 * 1024

test('memory stays flat over 20,000 messages, failing ones included', { timeout: 120_000 }, () => {
  const good = Buffer.from(manifestXml(4).replace('</Awmds>', '<Tail><Inner>1</Inner></Tail></Awmds>'))
  const failing = [
    Buffer.from(`${manifestXml(4)}<b/>`),
    Buffer.from(manifestXml(4).replace('KZ1', 'K<!-- -->Z1')),
    Buffer.from(manifestXml(4).replace('urn:test:awmds', 'awmds')),
    Buffer.from('<a>'),
  ]
  const rss: number[] = []
  for (let at = 0; at < MESSAGES; at++) {
    using message = openXml(good)
    message.canonical()
    message.detachChild('Tail', 'urn:test:awmds').canonicalOf('Inner', 'urn:test:awmds')
    refusalOf(() => openXml(failing[at % failing.length] ?? good))
    if (at === WARM_UP) rss.push(process.memoryUsage().rss)
  }
  rss.push(process.memoryUsage().rss)
  expect((rss[1] ?? 0) - (rss[0] ?? 0)).toBeLessThan(ALLOWED_GROWTH)
})
