import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * One manifest from bytes to bytes, by the built program, again and again for some seconds (at least twice): prints its
 * best time and the most memory the process ever held. Arguments: file, seconds.
 */
const built = (path) => import(resolve(import.meta.dirname, '../../dist', path))
const { loadFormats } = await built('formats/catalogue.js')
const { readMessage, writeMessage } = await built('formats/message.js')
const { lossReport } = await built('mapping/report.js')
const { DEFAULT_LIMITS } = await built('xml/limits.js')
const { openXml } = await built('xml/parse.js')

const AT = new Date('2026-11-21T09:00:00Z')
const VALUES = { messageId: 'KHORGOS1', senderId: '9402KHORGOS01_DXPESW0000000001', receiverId: 'EPORT' }
/** What an agreement about so large a manifest would allow. */
const LARGE = { ...DEFAULT_LIMITS, maxBytes: 64 * 1024 * 1024, maxElements: 4_000_000, maxSiblings: 100_000 }

const [, , file = '', seconds = '0'] = process.argv
const formats = loadFormats(resolve(import.meta.dirname, '../../schemas'))
const source = formats.byId('kz-awmds-r1')
const target = formats.byId('cn-mt1401-v1')
const bytes = readFileSync(file)

function read() {
  const message = openXml(bytes, LARGE)
  try {
    return readMessage(source, message, AT)
  } finally {
    message[Symbol.dispose]()
  }
}

function convert() {
  const { documents, report } = read()
  const written = writeMessage(target, documents, { now: AT, values: VALUES })
  return [written.bytes(), lossReport([report], written.report)]
}

const end = performance.now() + Number(seconds) * 1000
let best = Infinity
do {
  for (let run = 0; run < 2; run += 1) {
    const begin = performance.now()
    convert()
    best = Math.min(best, performance.now() - begin)
  }
} while (performance.now() < end)
const residentMb = Math.round(process.resourceUsage().maxRSS / 1024)
console.log(JSON.stringify({ ms: best, residentMb }))
