import { isDeepStrictEqual } from 'node:util'
import type { BundleTrust } from '../../../src/evidence/bundle-trust.ts'
import { parseCheckpoint, type Checkpoint } from '../../../src/evidence/checkpoint.ts'
import { parseReceipt, verifyReceipt, type VerifiedReceipt } from '../../../src/evidence/receipt.ts'
import { verifyStatement } from '../../../src/evidence/verify-statement.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import { asObject, textAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Asked, Heard, Said, Statement, Told } from './history.ts'

/** What a reply proves by itself, with the keys that were agreed beforehand. @throws Error when it proves nothing */
export function prove(heard: Heard, trust: BundleTrust): Told {
  const { asked, begun, sent, heard: at, lost } = heard
  const { proved, said } = proofOf(heard, trust)
  return {
    asked,
    begun,
    sent,
    heard: at,
    lost,
    said,
    index: Number(proved.index),
    record: proved.recordBytes,
    head: { size: proved.size, root: Buffer.from(proved.root).toString('hex') },
  }
}

/** The checkpoint that a reply shows; nothing of it is verified. @throws KhorgosError EVIDENCE_INVALID when it shows none */
export function headIn(body: JsonObject): Checkpoint {
  const receipt = textAt(body, 'receipt') ?? textAt(asObject(asObject(body['signed'])?.['header']), 'receipt')
  return parseCheckpoint(parseReceipt(receipt ?? '').checkpoint)
}

interface Proof<S extends Said = Said> {
  readonly proved: VerifiedReceipt
  readonly said: S
}

function proofOf({ asked, status, body }: Heard, trust: BundleTrust): Proof {
  if (status >= 400) return refusal(body, trust)
  if (asked.what === 'question') return answer(body, trust)
  const proof = statement(status, body, trust)
  require(isAbout(asked, proof.said.statement), body)
  return proof
}

/** What is said of somebody else's write-off, or of another one, proves nothing to who asked. */
function isAbout(asked: Asked, { by, writeOff, request }: WriteOff): boolean {
  if (by !== asked.agency) return false
  if (asked.what === 'write-off') return isDeepStrictEqual(request, asked.request)
  return asked.what !== 'question' && writeOff === asked.writeOff
}

function refusal(body: JsonObject, trust: BundleTrust): Proof {
  const [code, receipt] = [textAt(body, 'code') ?? '', textAt(body, 'receipt')]
  if (receipt === undefined) throw new Error(`refused without a receipt: ${JSON.stringify(body)}`)
  const proved = verifyReceipt(receipt, trust)
  const { record } = proved
  require(record.kind === 'denied' && record.request === body['request'] && record.code === code, body)
  return { proved, said: { is: 'refusal', code } }
}

function answer(body: JsonObject, trust: BundleTrust): Proof {
  const { verdict, answer: told, record } = verifyStatement(fileIn(body), trust)
  if (verdict !== 'valid' || told === undefined || record === undefined) throw unproved(body)
  return { proved: record, said: { is: 'answer', answer: told } }
}

function statement(status: number, body: JsonObject, trust: BundleTrust): Proof<Statement> {
  const file = fileIn(body)
  const { verdict, writeOff: told, record } = verifyStatement(file, trust)
  if (verdict !== 'valid' || told === undefined || record === undefined) throw unproved(body)
  const shown = { writeOff: told.writeOff, state: told.state, statement: told }
  require(Object.entries(shown).every(([name, value]) =>
    isDeepStrictEqual(plain(body[name]), plain(value)),
  ), body)
  const isNew = status === 201
  return {
    proved: record,
    said: { is: 'statement', statement: told, file: file.toString('utf8'), isNew },
  }
}

function fileIn(body: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(asObject(body['signed']) ?? null))
}

/** Strict JSON has objects without a prototype. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

function require(holds: boolean, body: JsonObject): asserts holds {
  if (!holds) throw unproved(body)
}

function unproved(body: JsonObject): Error {
  return new Error(`the reply proves something else than it says: ${JSON.stringify(body)}`)
}
