import { createHash } from 'node:crypto'
import { KhorgosError } from '../errors.ts'
import type { JsonObject } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { findGatewayKey } from '../store/gateway-keys.ts'
import type { ProvableStatement } from '../store/ledger/provable-statements.ts'
import { algorithmOfKey } from '../trust/algorithms.ts'
import { type JwsType, protectedHeaderOf, verifyJws } from '../trust/jws.ts'
import { readVerificationKey, type VerificationKey } from '../trust/keys.ts'
import { commit } from './commitment.ts'
import { jsonIn } from './fsck-documents.ts'
import type { Report } from './fsck-report.ts'
import type { AnsweredRecord, DeclinedRecord, EndedRecord, NotifiedRecord, PostedRecord } from './record.ts'

/** A record of something that we signed. */
export type SignedRecord = AnsweredRecord | PostedRecord | EndedRecord | DeclinedRecord | NotifiedRecord

/** What a row with a signed statement comes to beside its record. */
export interface CheckedStatement {
  readonly problems: readonly string[]
  /** What was signed; undefined where that was erased, or is not what its record commits to. */
  readonly said: JsonObject | undefined
}

export type CheckStatement = (
  row: ProvableStatement,
  record: Pick<SignedRecord, 'payload' | 'signature'>,
  type: JwsType,
) => Promise<CheckedStatement>

/**
 * Statements are given back from their rows, so the bytes have to be those that their record commits to, the signature that
 * of the key it names, and the receipt that of the batch. A key of which no certificate is kept is named once.
 */
export function statementChecker(database: Database, report: Report): CheckStatement {
  const keys = new Map<string, Promise<VerificationKey | undefined>>()
  const keyOf = (keyId: string): Promise<VerificationKey | undefined> => {
    const key = keys.get(keyId) ?? findKey(database, keyId, report)
    keys.set(keyId, key)
    return key
  }
  return async (row, record, type) => {
    const isCommitted = commits(row, record)
    const kept = isCommitted ? intactBytes(row) : undefined
    const key = kept && (await keyOf(record.signature.keyId))
    const problems = [
      ...(isCommitted ? [] : ['its payload is not that of its record']),
      ...(row.receiptSize === row.committedSize
        ? []
        : ['its receipt is not of the size at which it was committed']),
      ...(kept && key && !isSigned(row.signature, kept, key, type) ? ['its signature does not verify'] : []),
    ]
    return { problems, said: jsonIn(kept) }
  }
}

/** Erased bytes cannot be compared; that they are not there is told of the leaf. */
function commits(
  { payloadId, leafPayloadId, salt, sha256 }: ProvableStatement,
  { payload }: Pick<SignedRecord, 'payload'>,
): boolean {
  if (payloadId !== leafPayloadId) return false
  return salt === null || sha256 === null || commit(salt, sha256) === payload
}

/** That bytes do not hash to what is committed to is told of the payload. */
function intactBytes({ bytes, sha256 }: ProvableStatement): Uint8Array | undefined {
  if (bytes === null || sha256 === null) return undefined
  return createHash('sha256').update(bytes).digest().equals(sha256) ? bytes : undefined
}

async function findKey(
  database: Database,
  keyId: string,
  report: Report,
): Promise<VerificationKey | undefined> {
  const pem = await findGatewayKey(database, keyId)
  const key = pem === undefined ? undefined : keyIn(pem)
  if (key?.keyId === keyId) return key
  report(`gateway key ${keyId}`, pem === undefined ? 'is missing; statements name it' : 'is not that key')
  return undefined
}

function keyIn(pem: string): VerificationKey | undefined {
  return attempt(() => readVerificationKey(pem, 'gateway_key'))
}

function isSigned(signature: Uint8Array, payload: Uint8Array, key: VerificationKey, type: JwsType): boolean {
  const algorithm = algorithmOfKey(key.publicKey)?.name
  if (algorithm === undefined) return false
  const protectedHeader = protectedHeaderOf({ keyId: key.keyId, algorithm }, type)
  return attempt(() => verifyJws({ payload, protectedHeader, signature }, key, type)) !== undefined
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return undefined
    throw thrown
  }
}
