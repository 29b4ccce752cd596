import { createHash } from 'node:crypto'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { commit } from '../../src/evidence/commitment.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { formatReceipt } from '../../src/evidence/receipt.ts'
import { encodeRecord, type EvidenceRecord } from '../../src/evidence/record.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import {
  ANSWER_SCHEMA,
  NOTICE_SCHEMA,
  WRITE_OFF_SCHEMA,
} from '../../src/model/generated/verification-schemas.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { parseAnswer, parseNotice, parseWriteOff } from '../../src/model/statements.ts'
import { flattenedJws, type FlattenedJws } from '../../src/trust/jws-file.ts'
import { protectedHeaderOf, signJws, type JwsType } from '../../src/trust/jws.ts'
import type { SigningKey } from '../../src/trust/keys.ts'
import { jwkOf } from '../trust/own-jwk.ts'
import type { Parties } from './bundle-fixture.ts'
import { someLeaves, TextbookTree } from './naive-tree.ts'

/** Signed statements as the gateway hands them out, each in a log of 21 records. */

const INDEX = 9
const SALT = createHash('sha256').update('salt of the statement').digest()

/** What a test may change to see that it is found: everything else is made to fit what was changed. */
export interface StatementChanges {
  readonly record?: (record: EvidenceRecord) => EvidenceRecord
  /** Committed to in place of what is signed. */
  readonly committed?: Uint8Array
  readonly typ?: JwsType
  /** Signs the statement, while the record names the gateway's key. */
  readonly signer?: SigningKey
}

export interface AnswerChanges extends StatementChanges {
  /** Signed and committed to. */
  readonly answer?: (answer: Answer) => object
}

export interface WriteOffChanges extends StatementChanges {
  /** Signed and committed to. */
  readonly writeOff?: (writeOff: WriteOff) => object
  /** Which example of the schema: reserved, used, released, ended. */
  readonly example?: number
}

export interface NoticeChanges extends StatementChanges {
  /** Signed and committed to. */
  readonly notice?: (notice: Notice) => object
  /** Which example of the schema: about a verification, about a write-off. */
  readonly example?: number
}

/** The first example of the schema, told by that log. */
export function answerIn({ log }: Parties): Answer {
  const answer = parseAnswer(exampleOf(ANSWER_SCHEMA, 0))
  return { ...answer, ledger: { log: log.origin, size: String(INDEX) } }
}

/** An example of the schema, told by that log. */
export function writeOffIn({ log }: Parties, example = 0): WriteOff {
  const writeOff = parseWriteOff(exampleOf(WRITE_OFF_SCHEMA, example))
  return { ...writeOff, ledger: { log: log.origin, size: String(INDEX) } }
}

/** An example of the schema, told by that log. */
export function noticeIn({ log }: Parties, example = 0): Notice {
  const notice = parseNotice(exampleOf(NOTICE_SCHEMA, example))
  return { ...notice, ledger: { log: log.origin, size: String(INDEX) } }
}

export function signedAnswer(parties: Parties, changes: AnswerChanges = {}): FlattenedJws {
  const answer = answerIn(parties)
  const said = changes.answer?.(answer) ?? answer
  return signed(parties, said, { typ: 'khorgos-answer', ...changes }, (payload) => ({
    ...headOf(parties, answer, payload),
    kind: 'answered',
    verification: answer.verification,
    purpose: answer.question.purpose,
    verdict: answer.verdict,
  }))
}

export function signedWriteOff(parties: Parties, changes: WriteOffChanges = {}): FlattenedJws {
  const writeOff = writeOffIn(parties, changes.example)
  const said = changes.writeOff?.(writeOff) ?? writeOff
  return signed(parties, said, { typ: 'khorgos-write-off', ...changes }, (payload) => {
    const head = { ...headOf(parties, writeOff, payload), writeOff: writeOff.writeOff }
    const { state, reason, reservedUntil: until } = writeOff
    if (state === 'declined') return { ...head, kind: state }
    const postings = writeOff.lines.map(({ balanceId, posted }) => ({
      balance: balanceId,
      total: '25150',
      ...posted,
    }))
    if (reason === undefined) return { ...head, kind: state, postings, ...(until !== undefined && { until }) }
    const { by: agency, agreement: _a, ...ofNobody } = head
    return { ...ofNobody, kind: 'ended', agency, until: until ?? '', postings }
  })
}

export function signedNotice(parties: Parties, changes: NoticeChanges = {}): FlattenedJws {
  const notice = noticeIn(parties, changes.example)
  const said = changes.notice?.(notice) ?? notice
  const { verification, writeOff } = notice.about
  return signed(parties, said, { typ: 'khorgos-notice', ...changes }, (payload) => ({
    v: 1,
    at: notice.at,
    ...(verification === undefined ? { writeOff: writeOff ?? '' } : { verification }),
    kind: 'notified',
    to: notice.to,
    of: notice.kind,
    payload,
    signature: { profile: 'jws', algorithm: 'ES256', keyId: parties.gateway.keyId },
  }))
}

function exampleOf({ examples }: JsonObject, at: number): Uint8Array {
  return Buffer.from(JSON.stringify(Array.isArray(examples) ? examples[at] : undefined))
}

function headOf({ gateway }: Parties, { at, by }: Pick<Answer, 'at' | 'by'>, payload: string) {
  return {
    v: 1,
    at,
    by,
    agreement: 'ab'.repeat(32),
    payload,
    signature: { profile: 'jws', algorithm: 'ES256', keyId: gateway.keyId },
  } as const
}

function signed(
  { gateway, log }: Parties,
  statement: object,
  changes: StatementChanges & { readonly typ: JwsType },
  recordOf: (payload: string) => EvidenceRecord,
): FlattenedJws {
  const { signer = gateway, typ } = changes
  const payload = Buffer.from(JSON.stringify(statement))
  const committed = createHash('sha256')
    .update(changes.committed ?? payload)
    .digest()
  const record = recordOf(commit(SALT, committed))
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
