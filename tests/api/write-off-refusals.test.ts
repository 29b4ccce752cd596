import { describe, expect, test } from 'vitest'
import { CODES, type ErrorCode } from '../../src/errors.ts'
import { verifyReceipt } from '../../src/evidence/receipt.ts'
import { textAt } from '../../src/model/json-access.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { Agreement } from '../../src/partners/partner.ts'
import { DATABASES } from '../harness/databases.ts'
import { folded } from '../ledger/folded.ts'
import { agency, dollars, kilograms, pieces, requestOf, tonnes } from '../ledger/write-off-desk.ts'
import type { Reply } from './harness.ts'
import { bodyOf, REASON, RESERVED, WRITE_OFFS, writeOffDoor } from './write-off-door.ts'

describe.each(DATABASES)('what the door of write-offs refuses, on the %s database,', (kind) => {
  const site = writeOffDoor(kind)
  const { post, get, reserve } = site
  const writeOff = (request: WriteOffRequest): Promise<Reply> => post(WRITE_OFFS, request)

  /** Refused with that code and place, told with a receipt of the record that says so, and nothing is taken. */
  const expectRefused = async (reply: Reply, code: ErrorCode, path?: string): Promise<void> => {
    const { http: status, title, retry } = CODES[code]
    expect([reply.status, reply.headers['content-type']]).toEqual([status, 'application/problem+json'])
    const place = path === undefined ? undefined : { path }
    expect(reply.json).toMatchObject({ code, title, status, retry, ...(place && { place }) })
    if (place === undefined) expect(reply.json).not.toHaveProperty('place')
    const problem = bodyOf(reply)
    const { record } = verifyReceipt(textAt(problem, 'receipt') ?? '', site.trust)
    expect(record).toMatchObject({ kind: 'denied', request: problem['request'], by: 'cn-clearance', code })
    await site.expectSound()
  }

  const somebody = { exporter: 'Somebody', consignee: 'Somebody else' }
  const expired: Partial<Agreement> = { validTo: new Date('2026-11-01') }

  describe('a request that is refused', () => {
    test.each<
      [
        what: string,
        code: ErrorCode,
        path: string | undefined,
        change: Partial<WriteOffRequest>,
        own?: Partial<Agreement>,
      ]
    >([
      ['of a kind that is none', 'KIND_UNKNOWN', '/kind', { kind: 'passport' }],
      ['under an agreement that has expired', 'AGREEMENT_NOT_IN_FORCE', undefined, {}, expired],
      ['of another issuer', 'KIND_NOT_AGREED', '/kind', { issuer: 'TH' }],
      [
        'of a measure that is not agreed',
        'KIND_NOT_AGREED',
        '/lines',
        { lines: [dollars('5')] },
        quantities(),
      ],
      ['for a purpose that is not agreed', 'PURPOSE_NOT_AGREED', '/purpose', { purpose: 'audit' }],
      ['with a number that is none', 'NUMBER_MALFORMED', '/number', { number: 'X-1' }],
      [
        'of a document that nobody issued',
        'DOCUMENT_NOT_ESTABLISHED',
        undefined,
        { number: 'E26LA0110000999' },
      ],
      ['of a document that it does not hold', 'DOCUMENT_NOT_ESTABLISHED', undefined, { held: somebody }],
      ['of a day after its last', 'DOCUMENT_NOT_ESTABLISHED', undefined, { date: '2027-11-21' }],
      ['of a line that is not there', 'LINE_UNKNOWN', '/lines/1', { lines: [tonnes('1'), tonnes('1', 7)] }],
      ['in pieces of a mass', 'UNIT_NOT_CONVERTIBLE', '/lines/0', { lines: [{ ...pieces('1'), line: 1 }] }],
      [
        'until yesterday',
        'RESERVATION_PAST',
        '/reservedUntil',
        { reservedUntil: '2026-11-21T12:00:00+08:00' },
      ],
      [
        'for longer than was agreed',
        'RESERVATION_TOO_LONG',
        '/reservedUntil',
        { reservedUntil: '9999-11-21T12:00:00+08:00' },
      ],
      ['of more than there is', 'BALANCE_EXCEEDED', '/lines/0', { lines: [tonnes('25.150001')] }],
      [
        'of more than there is of one line',
        'BALANCE_EXCEEDED',
        '/lines/1',
        { lines: [tonnes('1'), pieces('21')] },
      ],
    ])('%s takes nothing: %s', async (_, code, path, change, own) => {
      site.agree(own ?? {})
      for (let time = 0; time < 2; time += 1) {
        await expectRefused(await writeOff(requestOf('A-1', change)), code, path)
        expect(await folded(site.database)).toEqual([])
      }
      site.agree({})
      expect((await get(`${WRITE_OFFS}?reference=A-1`)).status).toBe(404)
      await reserve()
      expect(await folded(site.database)).toEqual(RESERVED)
    })

    test('because the reference is that of another one takes nothing more', async () => {
      const self = await reserve()
      for (const change of [{ lines: [tonnes('1')] }, { state: 'used' as const }, { case: '2' }]) {
        await expectRefused(await writeOff(requestOf('A-1', change)), 'REFERENCE_REUSED', '/reference')
        expect(await folded(site.database)).toEqual(RESERVED)
      }
      expect(bodyOf(await get(self))['state']).toBe('reserved')
    })

    test('because nothing is left takes nothing, and the line can be taken when it was given back', async () => {
      const self = await reserve({ lines: [tonnes('25.15')] })
      const other = requestOf('A-2', { lines: [kilograms('0.001')] })
      await expectRefused(await writeOff(other), 'BALANCE_EXCEEDED', '/lines/0')
      await post(`${self}/release`, { reason: REASON })
      expect((await writeOff(other)).status).toBe(201)
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0.001', used: '0' }])
    })

    test('is told the same whether the document is unknown or was not shown', async () => {
      const [unknown, wrong] = [
        await writeOff(requestOf('A-1', { number: 'E26LA0110000999', held: somebody })),
        await writeOff(requestOf('A-1', { held: somebody })),
      ]
      expect(told(wrong)).toEqual(told(unknown))
      expect(site.desk.waits).toEqual([50, 50])
    })
  })

  describe('a step that is refused', () => {
    test.each<[what: string, code: ErrorCode, path: string, lines: WriteOffRequest['lines']]>([
      ['of more than was reserved', 'BALANCE_EXCEEDED', '/lines/0', [tonnes('12.001')]],
      ['of a line that was not reserved', 'LINE_UNKNOWN', '/lines/1', [tonnes('1'), pieces('1')]],
      ['in another unit', 'UNIT_NOT_CONVERTIBLE', '/lines/0', [{ ...pieces('1'), line: 1 }]],
    ])('%s uses nothing: %s', async (_, code, path, lines) => {
      const self = await reserve()
      for (let time = 0; time < 2; time += 1) {
        await expectRefused(await post(`${self}/use`, { lines }), code, path)
        expect(await folded(site.database)).toEqual(RESERVED)
      }
      expect(bodyOf(await get(self))['state']).toBe('reserved')
    })

    test('in the wrong state changes nothing: WRITE_OFF_STATE', async () => {
      const self = await reserve()
      await post(`${self}/use`, { lines: [tonnes('1')] })
      await expectRefused(await post(`${self}/use`, {}), 'WRITE_OFF_STATE')
      await post(`${self}/release`, { reason: REASON })
      await expectRefused(await post(`${self}/use`, { lines: [tonnes('1')] }), 'WRITE_OFF_STATE')
      await expectRefused(await post(`${self}/release`, { reason: { code: 'again' } }), 'WRITE_OFF_STATE')
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
    })

    test('under an agreement that has expired uses nothing, and everything can still be given back', async () => {
      const self = await reserve()
      site.agree(expired)
      await expectRefused(await post(`${self}/use`, {}), 'AGREEMENT_NOT_IN_FORCE')
      expect(await folded(site.database)).toEqual(RESERVED)
      expect((await post(`${self}/release`, { reason: REASON })).status).toBe(200)
      expect(await folded(site.database)).toEqual([{ total: '25150', reserved: '0', used: '0' }])
    })
  })
})

/** An agreement by which quantities can be written off, and no values. */
function quantities(): Partial<Agreement> {
  return agency('cn-clearance', { writesOff: ['quantity'] }).agreement
}

/** What an asker may tell refusals apart by, without what is each refusal's own: its ids and its place in the log. */
function told(reply: Reply): unknown {
  const { instance: _, request: __, receipt: ___, ...problem } = bodyOf(reply)
  const { date: ____, 'content-length': _____, ...headers } = reply.headers
  return { status: reply.status, problem, headers }
}
