import { v7 as uuidv7 } from 'uuid'
import type { PostedAmount, PostedRecord } from '../../src/evidence/record.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { Changes } from '../../src/exchange/commit.ts'
import { JSON_TYPE, keep, type Payload } from '../../src/exchange/payload.ts'
import type { NewFact } from '../../src/store/ledger/facts.ts'
import type { NewVerification } from '../../src/store/ledger/verifications.ts'
import { protectedHeaderOf, signJws } from '../../src/trust/jws.ts'
import type { SigningKey } from '../../src/trust/keys.ts'

/** Units of work as the ledger adds them to those of exchanges, without the ledger. */

const HASH = 'ab'.repeat(32)

/** What a certificate says, as far as a log and a table care. */
export const CONTENT = JSON.stringify({
  v: 1,
  key: { kind: 'certificate-of-origin', issuer: 'LA', series: 'E', number: 'Е26ЛА-0110000318' },
  event: 'issued',
  status: 'in-force',
  seed: '00112233445566778899aabbccddeeff',
  lines: [],
})

/** The certificate above, entered at `position`. */
export function factAt(position: bigint, changes: Partial<NewFact> = {}): NewFact {
  return {
    position,
    document: position,
    kind: 'certificate-of-origin',
    issuer: 'LA',
    series: 'E',
    number: 'E26ЛA0110000318',
    event: 'issued',
    status: 'in-force',
    source: 'kz',
    keyId: Buffer.from(HASH, 'hex'),
    exchangeId: uuidv7(),
    basis: position - 1n,
    knownAt: new Date('2026-11-21T10:00:00.000Z'),
    base: undefined,
    content: CONTENT,
    ...changes,
  }
}

/** Enters the certificate for an exchange that was accepted at `basis`. */
export function entering(
  exchange: string,
  basis: bigint,
  content = CONTENT,
): Changes & { readonly fact: Payload } {
  const fact = keep(Buffer.from(content), JSON_TYPE)
  return {
    ...NOTHING,
    fact,
    payloads: [fact],
    records: [
      {
        kind: 'entered',
        exchange,
        of: 'certificate-of-origin',
        event: 'issued',
        basis: basis.toString(),
        payload: fact.commitment,
      },
    ],
  }
}

interface Answering extends Changes {
  readonly verification: string
  readonly answer: Payload
}

/** A question with its answer. */
export function answering(keyId = HASH): Answering {
  const verification = uuidv7()
  const answer = keep(Buffer.from(`{"verification":"${verification}"}`), JSON_TYPE)
  return {
    ...NOTHING,
    verification,
    answer,
    payloads: [answer],
    records: [
      {
        kind: 'answered',
        verification,
        by: 'cn-bank',
        agreement: HASH,
        purpose: 'forex-payment',
        verdict: 'confirmed',
        payload: answer.commitment,
        signature: { profile: 'jws', algorithm: 'ES256', keyId },
      },
    ],
    receiptOf: { record: 0, salt: answer.salt },
  }
}

/** The row of such an answer, committed alone at an index, signed by the key that it was made for. */
export function verificationAt(
  recordIndex: bigint,
  { verification: id, answer }: Answering,
  key: SigningKey,
): NewVerification {
  return {
    id,
    agency: 'cn-bank',
    document: undefined,
    verdict: 'confirmed',
    payloadId: answer.id,
    signature: signJws(answer.bytes, protectedHeaderOf(key, 'khorgos-answer'), key),
    recordIndex,
    receiptSize: recordIndex + 1n,
    askedAt: new Date('2026-11-21T10:00:00.000Z'),
    follows: undefined,
  }
}

/** A step of a write-off that changes balances. */
export function posting(
  kind: PostedRecord['kind'],
  postings: readonly PostedAmount[],
  writeOff = uuidv7(),
): Changes & { readonly writeOff: string; readonly statement: Payload } {
  const statement = keep(Buffer.from(`{"writeOff":"${writeOff}"}`), JSON_TYPE)
  return {
    ...NOTHING,
    writeOff,
    statement,
    payloads: [statement],
    records: [
      {
        kind,
        writeOff,
        by: 'cn-clearance',
        agreement: HASH,
        payload: statement.commitment,
        signature: { profile: 'jws', algorithm: 'ES256', keyId: HASH },
        postings,
      },
    ],
    receiptOf: { record: 0, salt: statement.salt },
  }
}

/** A question that was not answered. */
export function denying(): Changes & { readonly request: string } {
  const request = uuidv7()
  const asked = keep(Buffer.from('{"kind":"permit"}'), JSON_TYPE)
  return {
    ...NOTHING,
    request,
    payloads: [asked],
    records: [
      {
        kind: 'denied',
        request,
        by: 'cn-bank',
        agreement: HASH,
        code: 'FORMAT_NOT_AGREED',
        payload: asked.commitment,
      },
    ],
    receiptOf: { record: 0, salt: asked.salt },
  }
}
