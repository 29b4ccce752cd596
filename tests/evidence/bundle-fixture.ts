import { createHash } from 'node:crypto'
import type { BundleInput, BundlePayload, BundleRecord } from '../../src/evidence/bundle/input.ts'
import type { BundleTrust } from '../../src/evidence/bundle-trust.ts'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { generateLogKey, loadLogSigner, type LogSigner } from '../../src/evidence/log-key.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { formatReceipt } from '../../src/evidence/receipt.ts'
import { type ComposedRecord, encodeRecord, type EvidenceRecord } from '../../src/evidence/record.ts'
import { createAuthority, type KeyKind } from '../../src/trust/authority.ts'
import { readSigningKey, type SigningKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { someLeaves, TextbookTree } from './naive-tree.ts'

/** One exchange with everything a bundle can hold: a manifest, what we made of it, and the answer to that. */

export const EXCHANGE = '0199f3a1-0000-7000-8000-000000000001'
const FROM = new Date('2026-01-01T00:00:00Z')
const TO = new Date('2036-01-01T00:00:00Z')
export const AT = '2026-11-21T08:00:00.000Z'

export interface Parties {
  readonly gateway: SigningKey
  readonly kz: SigningKey
  readonly cn: SigningKey
  readonly log: LogSigner
}

export async function createParties(gatewayKeys: KeyKind = 'ec-p256'): Promise<Parties> {
  const authority = await createAuthority({ name: 'Test CA', keys: 'ec-p256', validFrom: FROM, validTo: TO })
  const issue = async (name: string, keys: KeyKind): Promise<SigningKey> => {
    const request = { name, keys, validFrom: FROM, validTo: TO, purpose: 'signing' as const, hosts: [] }
    const { privateKeyPem, certificatePem } = await authority.issue(request)
    return readSigningKey(privateKeyPem, certificatePem, name)
  }
  return {
    gateway: await issue('Gateway', gatewayKeys),
    kz: await issue('KZ', 'rsa-2048'),
    cn: await issue('CN', 'ec-p384'),
    log: loadLogSigner(generateLogKey('log.khorgos.example/one')),
  }
}

export function trustIn({ gateway, log }: Parties): BundleTrust {
  return { vkeys: [log.vkey], gatewayKeyIds: [gateway.keyId] }
}

const AGREEMENT = 'id: kz-customs\nname: Kazakh customs\nkeys:\n  - file: kz.sign.crt\n'
const CN_AGREEMENT = 'id: cn-eport\nname: China E-Port\nkeys:\n  - file: cn.sign.crt\n'
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const sha256 = (data: string | Uint8Array): Uint8Array => createHash('sha256').update(data).digest()
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

interface Kept {
  readonly bytes: Uint8Array
  readonly salt: Uint8Array
  readonly commitment: string
}

function keep(bytes: Uint8Array): Kept {
  const salt = sha256(Buffer.concat([utf8('salt of '), bytes]))
  return { bytes, salt, commitment: commit(salt, sha256(bytes)) }
}

/** What a test may change to see that it is found. */
export interface Changes {
  readonly records?: (records: EvidenceRecord[]) => EvidenceRecord[]
  readonly input?: (input: BundleInput) => BundleInput
}

/** What a message of our own is about in `composed`. */
export const ABOUT = '0199f3a1-0000-7000-8000-0000000000aa'

/** The same story, begun by us: what was sent was made of our own documents, and there is no sender. */
export function composed(changes: Partial<ComposedRecord> = {}) {
  return {
    records: ([first, ...rest]: EvidenceRecord[]): EvidenceRecord[] => {
      if (first?.kind !== 'accepted') throw new TypeError('the story begins with something else')
      const { v, at, exchange, documents } = first
      return [{ v, at, exchange, kind: 'composed', about: ABOUT, documents, ...changes }, ...rest]
    },
    input: (input: BundleInput): BundleInput => ({
      ...input,
      payloads: input.payloads.filter(({ role }) => role !== 'received'),
      partners: input.partners.filter(({ id }) => id !== 'kz-customs'),
    }),
  }
}

export function createInput(parties: Parties, changes: Changes = {}): BundleInput {
  const received = signEnveloped('<Awmds><Bol><Gross_mass>100</Gross_mass></Bol></Awmds>', parties.kz)
  const sent = signEnveloped('<Manifest><Head><MessageID>M-1</MessageID></Head></Manifest>', parties.gateway)
  const answer = signEnveloped('<Response><StatementCode>01</StatementCode></Response>', parties.cn)
  const kept = {
    received: keep(received.bytes),
    documents: keep(utf8('{"cargo":{"grossMass":"100"}}')),
    sent: keep(sent.bytes),
    loss: keep(utf8('{"entries":[]}')),
    answer: keep(answer.bytes),
  }
  const head = { v: 1, at: AT, exchange: EXCHANGE } as const
  const records: EvidenceRecord[] = [
    {
      ...head,
      kind: 'accepted',
      partner: 'kz-customs',
      messageId: 'KZ/1',
      format: 'kz-awmds-r1',
      payload: kept.received.commitment,
      digest: hex(received.digest),
      signature: received.verdict,
      agreement: hex(sha256(AGREEMENT)),
      documents: kept.documents.commitment,
    },
    {
      ...head,
      kind: 'converted',
      to: 'cn-eport',
      messageId: 'M-1',
      format: 'cn-mt1401-v1',
      payload: kept.sent.commitment,
      lossReport: kept.loss.commitment,
      mappings: { read: [hex(sha256('read'))], write: hex(sha256('write')) },
      signature: sent.verdict,
      companions: [],
    },
    {
      ...head,
      at: '2026-11-21T08:00:05.000Z',
      kind: 'acknowledged',
      by: 'cn-eport',
      messageId: 'M-1',
      level: 'business',
      outcome: 'accepted',
      format: 'cn-mtres4-v1',
      payload: kept.answer.commitment,
      signature: answer.verdict,
      agreement: hex(sha256(CN_AGREEMENT)),
      status: '01',
    },
  ]
  const logged = logRecords(parties.log, changes.records?.(records) ?? records, kept.received.salt)
  const indexes = logged.map(({ index }) => index)
  const payload = (
    role: BundlePayload['role'],
    name: string,
    { bytes, salt }: Kept,
    at: number,
  ): BundlePayload => {
    const mediaType = name.endsWith('.xml') ? 'application/xml' : 'application/json'
    return { role, name, mediaType, bytes, salt, recordIndex: indexes[at] ?? 0n }
  }
  const input: BundleInput = {
    exchange: EXCHANGE,
    signedAt: new Date('2026-11-21T09:00:00Z'),
    payloads: [
      payload('received', 'received.xml', kept.received, 0),
      payload('documents', 'documents.json', kept.documents, 0),
      payload('sent', 'sent-cn-eport.xml', kept.sent, 1),
      payload('loss-report', 'loss-cn-eport.json', kept.loss, 1),
      payload('acknowledgement', 'acknowledgement-cn-eport.xml', kept.answer, 2),
    ],
    records: logged,
    partners: [
      {
        id: 'kz-customs',
        agreement: { name: 'kz-customs.yaml', text: AGREEMENT },
        keyFiles: { 'kz.sign.crt': parties.kz.certificatePem },
      },
      {
        id: 'cn-eport',
        agreement: { name: 'cn-eport.yaml', text: CN_AGREEMENT },
        keyFiles: { 'cn.sign.crt': parties.cn.certificatePem },
      },
    ],
    gatewayCertificates: [],
    logVkey: parties.log.vkey,
    signer: parties.gateway,
  }
  return changes.input?.(input) ?? input
}

/** Puts the records into a log of 21 leaves of others, at 7, 9, 11 … */
function logRecords(log: LogSigner, records: readonly EvidenceRecord[], salt: Uint8Array): BundleRecord[] {
  const encoded = records.map((record, at) => ({ index: 7 + 2 * at, bytes: encodeRecord(record) }))
  const leaves = someLeaves(21)
  for (const { index, bytes } of encoded) leaves[index] = leafHash(bytes)
  const tree = new TextbookTree(leaves)
  const checkpoint = signCheckpoint(log, BigInt(leaves.length), tree.root(0, leaves.length))
  return encoded.map(({ index, bytes }) => {
    const proof = tree.path(index, leaves.length)
    const receipt = formatReceipt({ index: BigInt(index), proof, checkpoint, salt, record: bytes })
    return { index: BigInt(index), bytes, receipt }
  })
}
