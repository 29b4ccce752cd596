import { createHash } from 'node:crypto'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { formatReceipt } from '../../src/evidence/receipt.ts'
import { encodeRecord, type EvidenceRecord } from '../../src/evidence/record.ts'
import { parseAnswer } from '../../src/model/answer.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import { ANSWER_SCHEMA } from '../../src/model/generated/verification-schemas.ts'
import { jwkOf } from '../../src/trust/jwk.ts'
import { flattenedJws, type FlattenedJws } from '../../src/trust/jws-file.ts'
import { protectedHeaderOf, signJws, type JwsType } from '../../src/trust/jws.ts'
import type { SigningKey } from '../../src/trust/keys.ts'
import type { Parties } from './bundle-fixture.ts'
import { someLeaves, TextbookTree } from './naive-tree.ts'

/** A signed answer as the gateway hands it out, in a log of 21 records. */

const INDEX = 9
const SALT = createHash('sha256').update('salt of the answer').digest()

/** What a test may change to see that it is found: everything else is made to fit what was changed. */
export interface AnswerChanges {
  /** Signed and committed to. */
  readonly answer?: (answer: Answer) => object
  readonly record?: (record: EvidenceRecord) => EvidenceRecord
  /** Committed to in place of what is signed. */
  readonly committed?: Uint8Array
  readonly typ?: JwsType
  /** Signs the answer, while the record names the gateway's key. */
  readonly signer?: SigningKey
}

/** The first example of the schema, told by that log. */
export function answerIn({ log }: Parties): Answer {
  const [example] = Array.isArray(ANSWER_SCHEMA['examples']) ? ANSWER_SCHEMA['examples'] : []
  const answer = parseAnswer(Buffer.from(JSON.stringify(example)))
  return { ...answer, ledger: { log: log.origin, size: String(INDEX) } }
}

export function signedAnswer(parties: Parties, changes: AnswerChanges = {}): FlattenedJws {
  const { gateway, log } = parties
  const { signer = gateway, typ = 'khorgos-answer' } = changes
  const answer = answerIn(parties)
  const payload = Buffer.from(JSON.stringify(changes.answer?.(answer) ?? answer))
  const committed = createHash('sha256')
    .update(changes.committed ?? payload)
    .digest()
  const record: EvidenceRecord = {
    v: 1,
    at: answer.at,
    kind: 'answered',
    verification: answer.verification,
    by: answer.by,
    agreement: 'ab'.repeat(32),
    purpose: answer.question.purpose,
    verdict: answer.verdict,
    payload: commit(SALT, committed),
    signature: { profile: 'jws', algorithm: 'ES256', keyId: gateway.keyId },
  }
  const bytes = encodeRecord(changes.record?.(record) ?? record)
  const leaves = someLeaves(21)
  leaves[INDEX] = leafHash(bytes)
  const tree = new TextbookTree(leaves)
  const checkpoint = signCheckpoint(log, BigInt(leaves.length), tree.root(0, leaves.length))
  const proof = tree.path(INDEX, leaves.length)
  const receipt = formatReceipt({ index: BigInt(INDEX), proof, checkpoint, salt: SALT, record: bytes })
  const protectedHeader = protectedHeaderOf(signer, typ)
  const signature = signJws(payload, protectedHeader, signer)
  return flattenedJws({ payload, protectedHeader, signature }, { jwk: jwkOf(signer), receipt })
}
