import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import { textAt } from '../../src/model/json-access.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import { DATABASES } from '../harness/databases.ts'
import { folded } from '../ledger/folded.ts'
import { dollars, requestOf, tonnes } from '../ledger/write-off-desk.ts'
import { commandsOf, exampleOf } from '../page-commands.ts'
import { hasTool } from '../tools.ts'
import { authority, kz, mn, type Ask, type Reply } from './harness.ts'
import { JSON_HEADERS } from './questions.ts'
import {
  bodyOf,
  expectForgotten,
  NOWHERE,
  REASON,
  RESERVED,
  WRITE_OFFS,
  writeOffDoor,
} from './write-off-door.ts'

describe.each(DATABASES)('the door of write-offs, on the %s database,', (kind) => {
  const site = writeOffDoor(kind)
  const { post, get, reserve } = site
  const writeOff = (request: WriteOffRequest, options?: Ask): Promise<Reply> =>
    post(WRITE_OFFS, request, options)

  /** What is in hand afterwards is believed without us. */
  const expectProved = (reply: Reply): void => {
    const { statement, signed } = bodyOf(reply)
    const trust = site.trust
    expect(verifyStatement(Buffer.from(JSON.stringify(signed)), trust)).toMatchObject({
      verdict: 'valid',
      writeOff: statement,
    })
  }

  describe('a write-off', () => {
    test('is made, used in part and released, and says each time what may still become of it', async () => {
      const made = await writeOff(requestOf('A-1'))
      expect(made.status).toBe(201)
      const view = bodyOf(made)
      const id = textAt(view, 'writeOff')
      const self = `${WRITE_OFFS}/${id}`
      expect(view).toMatchObject({
        writeOff: id,
        state: 'reserved',
        statement: { writeOff: id, by: 'cn-clearance', request: requestOf('A-1') },
        links: { self, use: `${self}/use`, release: `${self}/release` },
      })
      expect(made.headers).toMatchObject({ location: self, 'cache-control': 'no-store', vary: 'accept' })
      expect(await folded(site.database)).toEqual(RESERVED)

      const used = await post(`${self}/use`, { lines: [tonnes('11.8')] })
      expect([used.status, bodyOf(used)]).toMatchObject([
        200,
        { state: 'used', links: { self, release: `${self}/release` } },
      ])
      expect(bodyOf(used)['links']).not.toHaveProperty('use')
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '11800' }])

      const released = await post(`${self}/release`, { reason: REASON })
      expect([released.status, bodyOf(released)['links']]).toEqual([200, { self }])
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
      for (const reply of [made, used, released]) expectProved(reply)
      await site.expectSound()
    })

    test('that is used at once, or declined, leaves nothing to use', async () => {
      const used = await writeOff(requestOf('A-1', { state: 'used', lines: [tonnes('1'), dollars('90')] }))
      expect(Object.keys(Object(bodyOf(used)['links']))).toEqual(['self', 'release'])
      const declining = requestOf('D-1', { state: 'declined', lines: [{ line: 1 }], reason: REASON })
      const declined = await writeOff(declining)
      expect([declined.status, bodyOf(declined)['state']]).toEqual([201, 'declined'])
      for (const reply of [used, declined]) expectProved(reply)
      expect(Object.keys(Object(bodyOf(declined)['links']))).toEqual(['self'])
    })

    test('is read again by id and by reference, the same to the letter, alone where that is asked for', async () => {
      const self = await reserve()
      const made = bodyOf(await get(self))
      const found = await get(`${WRITE_OFFS}?reference=A-1`)
      expect(bodyOf(found)).toEqual(made)
      expect(found.headers).toMatchObject({ location: self, 'cache-control': 'no-store', vary: 'accept' })
      const headers = { accept: 'application/jose+json' }
      const file = await get(`${WRITE_OFFS}?reference=A-1`, { headers })
      expect(file.headers['content-type']).toBe('application/jose+json')
      expect(file.text).toBe(JSON.stringify(made['signed']))
      const used = await post(`${self}/use`, {}, { headers: { ...JSON_HEADERS, ...headers } })
      expect(used.text).toBe(JSON.stringify(bodyOf(await get(self))['signed']))
    })

    test('under a reference with every sign that may stand in one', async () => {
      const reference = 'CLR/2026:0007.a_b-c'
      await writeOff(requestOf(reference))
      const found = await get(`${WRITE_OFFS}?reference=${encodeURIComponent(reference)}`)
      expect(bodyOf(found)).toMatchObject({ statement: { request: { reference } } })
    })

    test('that comes again is the same one, with the same bytes, and takes nothing more', async () => {
      const first = await writeOff(requestOf('A-1'))
      const before = await site.leaves()
      const again = await writeOff(requestOf('A-1'))
      expect([again.status, again.text]).toEqual([200, first.text])
      const self = String(first.headers.location)
      const used = await post(`${self}/use`, {})
      expect(await site.leaves()).toBe(before + 1)
      for (const reply of [await post(`${self}/use`, {}), await writeOff(requestOf('A-1'))])
        expect([reply.status, reply.text]).toEqual([200, used.text])
      expect(await site.leaves()).toBe(before + 1)
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '12000' }])
      await site.expectSound()
    })

    test('is counted by agency and by what came of it', async () => {
      site.door.registry.resetMetrics()
      const self = await reserve()
      await reserve({ reference: 'A-2', state: 'used', lines: [tonnes('1')] })
      await writeOff(requestOf('A-1'))
      await writeOff(requestOf('A-3', { lines: [tonnes('26')] }))
      await post(`${self}/release`, { reason: REASON })
      const text = await site.door.registry.metrics()
      // The door of these tests knows other partners: a label is never chosen by who sends.
      expect(text.match(/^khorgos_write_offs_total.*$/gm)).toEqual([
        'khorgos_write_offs_total{agency="unknown",outcome="reserved"} 1',
        'khorgos_write_offs_total{agency="unknown",outcome="used"} 1',
        'khorgos_write_offs_total{agency="unknown",outcome="DUPLICATE"} 1',
        'khorgos_write_offs_total{agency="unknown",outcome="BALANCE_EXCEEDED"} 1',
        'khorgos_write_offs_total{agency="unknown",outcome="released"} 1',
      ])
    })
  })

  test.skipIf(!hasTool('curl'))(
    'the commands of docs/verification.md write off, use and release',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'khorgos-write-offs-'))
      try {
        const files = {
          'agency.crt': kz.certificatePem,
          'agency.key': kz.privateKeyPem,
          'gateway-ca.crt': authority.certificatePem,
          'write-off.json': exampleOf('Writing off'),
        }
        for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
        const script = commandsOf('Writing off').replaceAll('localhost:8443', `localhost:${site.door.port}`)
        await promisify(execFile)('sh', ['-euc', script], { cwd: folder })
        const trust = site.trust
        const seen = ['reserved', 'used', 'released'].map((name) => {
          const { verdict, writeOff: said } = verifyStatement(
            readFileSync(join(folder, `${name}.json`)),
            trust,
          )
          return [name, verdict, said?.state, said?.lines.map(({ posted }) => posted)]
        })
        expect(seen).toEqual([
          ['reserved', 'valid', 'reserved', [{ reserved: '12000', used: '0' }]],
          ['used', 'valid', 'used', [{ reserved: '-12000', used: '11800' }]],
          ['released', 'valid', 'released', [{ reserved: '0', used: '-11800' }]],
        ])
        expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )

  describe("another agency's write-off", () => {
    test('is nothing to anybody else, as if it were not there', async () => {
      const self = await reserve()
      const missing = NOWHERE
      const before = await site.leaves()
      const replies = [
        await get(self, { as: mn }),
        await get(missing),
        await get(`${WRITE_OFFS}?reference=A-1`, { as: mn }),
        await get(`${WRITE_OFFS}?reference=A-2`),
        await post(`${self}/use`, {}, { as: mn }),
        await post(`${missing}/use`, {}),
        await post(`${self}/release`, { reason: REASON }, { as: mn }),
      ]
      for (const reply of replies) expectForgotten(reply, 'NOT_FOUND')
      expect(new Set(replies.map((reply) => bodyOf(reply)['detail'])).size).toBe(1)
      expect(await site.leaves()).toBe(before)
      expect(await folded(site.database)).toEqual(RESERVED)
    })

    test('has a reference that others may use too, and takes from the same balance', async () => {
      await reserve()
      expect((await writeOff(requestOf('A-1', { lines: [tonnes('13.15')] }), { as: mn })).status).toBe(201)
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '25150', used: '0' }])
    })
  })
})
