import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { unpackEntries, packEntries } from '../../src/evidence/bundle/container.ts'
import type { BundleInput } from '../../src/evidence/bundle/input.ts'
import { writeBundle } from '../../src/evidence/bundle/write.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { parseTrust } from '../../src/evidence/bundle-trust.ts'
import { verifyBundle, type BundleVerdict } from '../../src/evidence/verify-bundle.ts'
import {
  ABOUT,
  composed,
  createInput,
  createParties,
  EXCHANGE,
  type Parties,
  trustIn,
} from './bundle-fixture.ts'

let parties: Parties

beforeAll(async () => {
  parties = await createParties()
})

const failures = ({ checks }: BundleVerdict): string[] =>
  checks.filter(({ result }) => result === 'fail').map(({ check, detail }) => `${check}: ${detail}`)
const open = ({ checks }: BundleVerdict): string[] =>
  checks
    .filter(({ result }) => result === 'not-established')
    .map(({ check, detail }) => `${check}: ${detail}`)

async function verdictOn(changes: Parameters<typeof createInput>[1]): Promise<BundleVerdict> {
  return verifyBundle(await writeBundle(createInput(parties, changes)), trustIn(parties))
}

describe('a whole bundle', () => {
  test('is valid for whoever trusts the log and the gateway, and every check says so', async () => {
    const verdict = await verifyBundle(await writeBundle(createInput(parties)), trustIn(parties))
    expect(failures(verdict)).toEqual([])
    expect(open(verdict)).toEqual([])
    expect(verdict).toMatchObject({ verdict: 'valid', exchange: EXCHANGE })
    const count = (name: string): number => verdict.checks.filter(({ check }) => check === name).length
    expect(count('receipt')).toBe(3)
    expect(count('commitment')).toBe(5)
    for (const check of [
      'container',
      'container-signature',
      'gateway-key-trusted',
      'log-key-trusted',
      'story',
    ])
      expect(count(check), check).toBe(1)
    for (const check of ['received-signature', 'sent-signature', 'acknowledgement-signature'])
      expect(count(check), check).toBe(1)
    expect(count('agreement'), 'one agreement of each side').toBe(2)
  })

  test('without trust leaves open whose keys they are, and is not called valid', async () => {
    const verdict = await verifyBundle(await writeBundle(createInput(parties)))
    expect(failures(verdict)).toEqual([])
    expect(open(verdict).map((line) => line.split(':')[0])).toEqual([
      'gateway-key-trusted',
      'log-key-trusted',
    ])
    expect(verdict.verdict).toBe('not-established')
  })

  test('of another gateway or another log is invalid', async () => {
    const bundle = await writeBundle(createInput(parties))
    const others = trustIn(await createParties())
    const own = trustIn(parties)
    const otherGateway = await verifyBundle(bundle, { ...own, gatewayKeyIds: others.gatewayKeyIds })
    expect(failures(otherGateway).join()).toContain('gateway-key-trusted: the gateway key')
    expect(otherGateway.verdict).toBe('invalid')
    const otherLog = await verifyBundle(bundle, { ...own, vkeys: others.vkeys })
    expect(failures(otherLog).join()).toContain('log-key-trusted: the log key')
    expect(otherLog.verdict).toBe('invalid')
  })

  test.each(['ec-p384', 'rsa-2048'] as const)('is valid with a gateway key of kind %s', async (kind) => {
    const others = await createParties(kind)
    const verdict = await verifyBundle(await writeBundle(createInput(others)), trustIn(others))
    expect(failures(verdict)).toEqual([])
    expect(verdict.verdict).toBe('valid')
  })

  test('has equal bytes for equal input, but for the signature', async () => {
    const others = await createParties('rsa-2048')
    const input = createInput(others)
    expect(Buffer.compare(await writeBundle(input), await writeBundle(input))).toBe(0)
  })

  test('from which a payload was erased stays provable, and says what is open', async () => {
    const verdict = await verdictOn({
      input: (input) => ({ ...input, payloads: input.payloads.filter(({ role }) => role !== 'documents') }),
    })
    expect(failures(verdict)).toEqual([])
    expect(open(verdict)).toEqual([
      'commitment: the bundle does not hold the bytes of "documents" of record 7',
    ])
    expect(verdict.verdict).toBe('not-established')
  })
})

const withAgreement =
  (partner: string, text: string) =>
  (input: BundleInput): BundleInput => ({
    ...input,
    partners: input.partners.map((each) =>
      each.id === partner ? { ...each, agreement: { ...each.agreement, text } } : each,
    ),
  })

describe('a bundle of an exchange that the ledger took over', () => {
  const content = Buffer.from('{"v":1,"event":"issued"}')
  const salt = createHash('sha256').update('salt').digest()
  const payload = commit(salt, createHash('sha256').update(content).digest())
  const changes = (bytes: Uint8Array, basis: string): Parameters<typeof createInput>[1] => ({
    records: (records) => [
      ...records,
      {
        v: 1,
        at: '2026-11-21T08:00:05.000Z',
        exchange: EXCHANGE,
        kind: 'entered',
        of: 'certificate-of-origin',
        event: 'issued',
        basis,
        payload,
      },
    ],
    input: (input) => ({
      ...input,
      payloads: [
        ...input.payloads,
        { role: 'fact', name: 'fact.json', mediaType: 'application/json', bytes, salt, recordIndex: 13n },
      ],
    }),
  })

  test('is valid and holds the fact', async () => {
    const verdict = await verdictOn(changes(content, '7'))
    expect([failures(verdict), open(verdict), verdict.verdict]).toEqual([[], [], 'valid'])
    expect(verdict.checks).toContainEqual(
      expect.objectContaining({ detail: 'messages/fact.json is what record 13 commits to' }),
    )
  })

  test('is invalid when the fact is another one, or rests on another record', async () => {
    const other = Buffer.from('{"v":1,"event":"revoked"}')
    expect(failures(await verdictOn(changes(other, '7'))).join()).toContain('commitment: messages/fact.json')
    expect(failures(await verdictOn(changes(content, '9'))).join()).toContain(
      'record 13 rests on a message that was not accepted before',
    )
  })
})

describe('a bundle of a message of our own', () => {
  test('is valid with what we said, what we sent and the answer to that, and no sender', async () => {
    const verdict = await verdictOn(composed())
    expect([failures(verdict), open(verdict), verdict.verdict]).toEqual([[], [], 'valid'])
    expect(verdict.checks.map(({ detail }) => detail)).toContain(
      'messages/documents.json is what record 7 commits to',
    )
  })

  test('is invalid when we said something else, or sent it under another exchange', async () => {
    expect(failures(await verdictOn(composed({ documents: 'ab'.repeat(32) }))).join()).toContain(
      'commitment: messages/documents.json',
    )
    expect(failures(await verdictOn(composed({ exchange: ABOUT }))).join()).toContain(
      'record 9 converts what was not accepted or composed before',
    )
  })

  test('cannot be written with the message of a sender in it', async () => {
    const { records } = composed()
    await expect(writeBundle(createInput(parties, { records }))).rejects.toMatchObject({
      code: 'EVIDENCE_INVALID',
      message: 'record 7 commits to no received',
    })
  })
})

describe('a bundle that holds less than everything', () => {
  test('leaves open what an agreement would have said that was renewed since', async () => {
    const sender = await verdictOn({ input: withAgreement('kz-customs', 'id: kz-customs\nkeys: []\n') })
    expect(failures(sender)).toEqual([])
    expect(open(sender)).toEqual([
      'agreement: the bundle does not hold the agreement of kz-customs that record 7 names',
    ])
    const receiver = await verdictOn({ input: withAgreement('cn-eport', 'id: cn-eport\nkeys: []\n') })
    expect(failures(receiver)).toEqual([])
    expect(open(receiver)).toEqual([
      'agreement: the bundle does not hold the agreement of cn-eport that record 11 names',
    ])
  })

  test('and more than needed, such as the authority that two partners share, is still valid', async () => {
    const chain = parties.kz.certificatePem + parties.cn.certificatePem
    const verdict = await verdictOn({
      input: (input) => ({
        ...input,
        payloads: input.payloads.map((each) => ({ ...each, mediaType: `${each.mediaType}; charset=UTF-8` })),
        partners: input.partners.map((each) => ({
          ...each,
          keyFiles: { 'chain.crt': chain, ...each.keyFiles },
        })),
        gatewayCertificates: [input.signer.certificatePem, parties.cn.certificatePem],
      }),
    })
    expect(failures(verdict)).toEqual([])
    expect(verdict.verdict).toBe('valid')
  })
})

describe('a bundle that the gateway itself signed is still found out', () => {
  const expectFailure = async (
    changes: Parameters<typeof createInput>[1],
    expected: string,
  ): Promise<void> => {
    const verdict = await verdictOn(changes)
    expect(verdict.verdict).toBe('invalid')
    expect(failures(verdict).join('\n')).toContain(expected)
  }
  const changePayload =
    (role: string, change: (bytes: Uint8Array) => Uint8Array) => (input: BundleInput) => ({
      ...input,
      payloads: input.payloads.map((each) =>
        each.role === role ? { ...each, bytes: change(each.bytes) } : each,
      ),
    })
  const replace = (from: string, to: string) => (bytes: Uint8Array) =>
    new TextEncoder().encode(new TextDecoder().decode(bytes).replace(from, to))

  test('when a message is not the one that was committed to', async () => {
    await expectFailure(
      { input: changePayload('received', replace('100', '900')) },
      'commitment: messages/received.xml',
    )
    await expectFailure(
      { input: changePayload('received', replace('100', '900')) },
      'received-signature: messages/received.xml',
    )
    await expectFailure({ input: changePayload('loss-report', replace('[]', '[1]')) }, 'loss-cn-eport.json')
  })

  test('when the record names another digest or key than the message has', async () => {
    const records = (change: object) => ({
      records: ([first, ...rest]: Parameters<
        NonNullable<Parameters<typeof createInput>[1]>['records'] & {}
      >[0]) => (first === undefined ? rest : [{ ...first, ...change }, ...rest]),
    })
    const other = 'ab'.repeat(32)
    await expectFailure(records({ digest: other }), 'the signed content is not the one the record names')
    const signature = { profile: 'xmldsig-enveloped', algorithm: 'urn:x', keyId: parties.kz.keyId }
    await expectFailure(records({ signature }), 'the signature is not of the kind the record names')
    const unknown = await verdictOn(records({ signature: { ...signature, keyId: other } }))
    expect(open(unknown)).toEqual([
      `received-signature: the bundle does not hold the key ${other} that signed messages/received.xml`,
    ])
  })

  test("when the key that signed is not named by the sender's agreement", async () => {
    const agreement = 'id: kz-customs\nkeys:\n  - file: kz.other.crt\n'
    const sha256 = createHash('sha256').update(agreement).digest('hex')
    await expectFailure(
      {
        records: (records) => records.map((r) => (r.kind === 'accepted' ? { ...r, agreement: sha256 } : r)),
        input: withAgreement('kz-customs', agreement),
      },
      'the agreement of kz-customs does not name the key file kz.sign.crt',
    )
  })

  test('when the file of one partner is passed off as the agreement of another', async () => {
    const agreement = 'id: kz-customs\n'
    const sha256 = createHash('sha256').update(agreement).digest('hex')
    await expectFailure(
      {
        records: (records) =>
          records.map((r) => (r.kind === 'acknowledged' ? { ...r, agreement: sha256 } : r)),
        input: withAgreement('cn-eport', agreement),
      },
      'is not of cn-eport',
    )
  })

  test('when the log signed other records, or another head for one of them', async () => {
    const others = createInput(parties, {
      records: ([first, ...rest]) => (first ? [first, ...rest.toReversed()] : []),
    })
    await expectFailure(
      {
        input: (input) => ({
          ...input,
          records: input.records.map((record, at) => ({
            ...record,
            receipt: others.records[at]?.receipt ?? '',
          })),
        }),
      },
      'receipt: record 9 stands in the log: the receipt is for a record with other content',
    )
    await expectFailure(
      {
        input: (input) => ({
          ...input,
          records: input.records.map((record, at) => (at > 0 ? record : (others.records[at] ?? record))),
        }),
      },
      'the receipts are against different heads of the log',
    )
  })

  test('when the receipt was signed by the log of somebody else', async () => {
    const foreign = createInput({ ...parties, log: (await createParties()).log })
    const verdict = await verdictOn({ input: (input) => ({ ...input, records: foreign.records }) })
    expect(failures(verdict).join('\n')).toContain('no trusted key signed the note')
  })

  test('when the records do not tell one story', async () => {
    await expectFailure(
      { records: (records) => records.map((r) => ({ ...r, exchange: 'another' })) },
      `story: no record is about exchange ${EXCHANGE}`,
    )
    await expectFailure(
      { records: (records) => records.map((r) => (r.kind === 'converted' ? { ...r, messageId: 'M-2' } : r)) },
      'record 11 acknowledges a message that was not sent before',
    )
    await expectFailure(
      {
        records: (records) => records.map((r) => (r.kind === 'converted' ? { ...r, companions: ['x'] } : r)),
      },
      'record 9 converts what was not accepted or composed before',
    )
    await expectFailure(
      {
        records: (records) =>
          records.map((r, at) => (at === 0 ? { ...r, at: '2027-01-01T00:00:00.000Z' } : r)),
      },
      'record 9 is older than the one before',
    )
  })

  test('when it was signed outside the validity of the certificate', async () => {
    const input = (given: BundleInput): BundleInput => ({
      ...given,
      signedAt: new Date('2046-01-01T00:00:00Z'),
    })
    await expectFailure({ input }, 'the bundle was signed outside the validity of the certificate')
  })
})

describe('a bundle that was changed', () => {
  test('in any entry is invalid and the changed file is named', async () => {
    const entries = await unpackEntries(await writeBundle(createInput(parties)))
    for (const { path, bytes } of entries) {
      if (path === 'mimetype') continue
      const changed = entries.map((entry) => {
        if (entry.path !== path) return entry
        const copy = new Uint8Array(bytes)
        copy[bytes.length >> 1] = (copy[bytes.length >> 1] ?? 0) ^ 1
        return { path, bytes: copy }
      })
      const verdict = await verifyBundle(await packEntries(changed), trustIn(parties))
      expect(verdict.verdict, path).toBe('invalid')
      if (!/^META-INF|^bundle/.test(path)) expect(failures(verdict).join('\n')).toContain(path)
    }
  })

  test('into nonsense gives a verdict and no exception', async () => {
    const bundle = await writeBundle(createInput(parties))
    for (const bytes of [
      new Uint8Array(),
      new Uint8Array(22),
      bundle.subarray(0, 100),
      Buffer.from('PK\x03\x04'),
    ]) {
      const verdict = await verifyBundle(bytes, trustIn(parties))
      expect(verdict).toMatchObject({ verdict: 'invalid', exchange: undefined })
    }
  })
})

describe('a trust file', () => {
  test('is read strictly', () => {
    const trust = trustIn(parties)
    expect(parseTrust(JSON.stringify(trust))).toEqual(trust)
    const bad = [
      'x',
      '[]',
      '{"vkeys":[]}',
      JSON.stringify({ ...trust, more: 1 }),
      JSON.stringify({ ...trust, gatewayKeyIds: ['AB'] }),
      JSON.stringify({ ...trust, vkeys: ['log+00000000+AAAA'] }),
    ]
    for (const text of bad)
      expect(() => parseTrust(text), text).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  })
})
