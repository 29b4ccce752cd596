import { v7 as uuidv7 } from 'uuid'
import { expect } from 'vitest'
import { createAjv } from '../../src/api/ajv.ts'
import { KhorgosError } from '../../src/errors.ts'
import { decodeRecord } from '../../src/evidence/record-reader.ts'
import { encodeRecord } from '../../src/evidence/record.ts'
import type { Balance } from '../../src/ledger/write-offs/balances.ts'
import type { Step } from '../../src/ledger/entry.ts'
import type { Fact } from '../../src/ledger/facts/fact.ts'
import { judgeEnd, type JudgedEnd } from '../../src/ledger/write-offs/judge-end.ts'
import { judgeStep } from '../../src/ledger/write-offs/judge-step.ts'
import { judgeWriteOff } from '../../src/ledger/write-offs/judge-write-off.ts'
import type { JudgedWriteOff } from '../../src/ledger/write-offs/judged-write-off.ts'
import { questionKey } from '../../src/ledger/questions/question.ts'
import type { Requested } from '../../src/ledger/reports/report-document.ts'
import { createInquiryBook } from '../../src/ledger/inquiry/book.ts'
import { createMissBook } from '../../src/ledger/questions/miss-book.ts'
import { createKnown, type Known } from '../../src/ledger/known.ts'
import { requireStepForm, requireWriteOffAgreed } from '../../src/ledger/write-offs/write-off-form.ts'
import type { WriteOffRequest } from '../../src/model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../../src/model/generated/verification/write-off-step.ts'
import type { WriteOff } from '../../src/model/generated/verification/write-off.ts'
import {
  ANSWER_SCHEMA,
  QUESTION_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
} from '../../src/model/generated/verification-schemas.ts'
import type { AskRule, Partner } from '../../src/partners/partner.ts'
import { partnerWith } from '../exchange/partner.ts'
import { DECLARATION_RULE, NUMBER, RULE } from './facts.ts'

/** A ledger in memory, and what agencies are told who write off from its documents, one after the other. */

export const ASK_RULE: AskRule = {
  kind: 'certificate-of-origin',
  issuers: ['LA'],
  purposes: ['preferential-duty'],
  shows: ['balance'],
  writesOff: ['quantity', 'value'],
  inquires: false,
}

const SOURCE: Partner = {
  ...partnerWith({
    issues: [RULE, DECLARATION_RULE],
    reports: [
      {
        kind: RULE.kind,
        issuer: RULE.issuer,
        forms: RULE.forms,
        purposes: ['preferential-duty'],
        as: 'asean-customs-response-r1',
        office: undefined,
      },
    ],
  }),
  id: 'la-customs',
}

export function agency(id: string, change: Partial<AskRule> = {}): Partner {
  return { ...partnerWith({ asks: [{ ...ASK_RULE, ...change }] }), id }
}

export const CLEARANCE = agency('cn-clearance')

/** Twelve tonnes of line 1 are set aside, of 25,150 kg. */
export function requestOf(reference: string, change: Partial<WriteOffRequest> = {}): WriteOffRequest {
  return {
    reference,
    kind: 'certificate-of-origin',
    issuer: 'LA',
    form: 'E',
    number: NUMBER,
    purpose: 'preferential-duty',
    state: 'reserved',
    date: '2026-11-22',
    held: {
      exporter: 'Tuayang Export Co., Ltd.',
      consignee: 'Kunming Shili Import and Export Co., Ltd.',
    },
    lines: [tonnes('12')],
    ...change,
  }
}

export const tonnes = (quantity: string, line = 1) => ({ line, quantity: { quantity, unitCode: 'TNE' } })
export const kilograms = (quantity: string, line = 1) => ({ line, quantity: { quantity, unitCode: 'KGM' } })
export const pieces = (quantity: string) => ({ line: 2, quantity: { quantity, unitCode: 'C62' } })
export const dollars = (amount: string) => ({ line: 2, amount: { amount, currencyId: 'USD' } })

const ajv = createAjv().addSchema([
  QUESTION_SCHEMA,
  ANSWER_SCHEMA,
  WRITE_OFF_REQUEST_SCHEMA,
  WRITE_OFF_STEP_SCHEMA,
])
const isRequest = ajv.getSchema('write-off-request.schema.json')
const isStep = ajv.getSchema('write-off-step.schema.json')
const isStatement = ajv.compile(WRITE_OFF_SCHEMA)
export const AT = new Date('2026-11-22T04:00:00.000Z')

export interface Desk {
  readonly known: Known
  /** Every record so far. */
  readonly records: JudgedWriteOff['records'][number][]
  /** Their times. */
  readonly times: readonly Date[]
  ask(request: WriteOffRequest, asker?: Partner): JudgedWriteOff
  step(statement: WriteOff, to: Step['to'], instruction: WriteOffStep, asker?: Partner): JudgedWriteOff
  /** As the loop does that looks for reservations whose time is over. */
  end(statement: WriteOff): JudgedEnd
  /** Lets time pass, ms. */
  pass(ms: number): void
}

export function openDesk(...facts: readonly Fact[]): Desk {
  const documents = facts.map((fact) => ({ fact, asOf: undefined, balances: [] }))
  const known = createKnown({
    documents,
    writeOffs: [],
    notices: [],
    misses: createMissBook([]),
    inquiries: createInquiryBook(),
  })
  const records: Desk['records'] = []
  const parts = {
    partners: new Map([SOURCE, CLEARANCE].map((partner) => [partner.id, partner])),
    compromised: new Map<string, Date>(),
    log: 'test.example/log',
    signature: { profile: 'jws', algorithm: 'ES256', keyId: 'ab'.repeat(32) },
  } as const
  const times: Date[] = []
  let at = AT
  const place = () => ({ index: 1000n + BigInt(records.length), first: 0n, at })
  const recorded = (all: Desk['records']): void => {
    for (const record of all) {
      records.push(record)
      times.push(at)
      const whole = { ...record, v: 1 as const, at: at.toISOString() }
      expect(decodeRecord(encodeRecord(whole))).toEqual(whole)
    }
  }
  const expectStatement = (statement: WriteOff): void =>
    expect(isStatement(statement), JSON.stringify(isStatement.errors)).toBe(true)
  const told = (judged: JudgedWriteOff): JudgedWriteOff => {
    recorded([...judged.records])
    if (judged.outcome === 'made') expectStatement(judged.statement)
    return judged
  }
  return {
    times,
    pass: (ms) => {
      at = new Date(at.getTime() + ms)
    },
    end(statement) {
      const { writeOff, request, basis } = requested(statement)
      const entry = {
        entry: 'end',
        writeOff,
        document: questionKey(request),
        stated: { request, basis },
      } as const
      const judged = judgeEnd(entry, known, place(), parts)
      recorded([...judged.records])
      if (judged.ended) expectStatement(judged.ended.statement)
      return judged
    },
    known,
    records,
    ask(request, asker = CLEARANCE) {
      expect(isRequest?.(request), JSON.stringify(isRequest?.errors)).toBe(true)
      const refusal = refusalOf(() => requireWriteOffAgreed(request, asker, SOURCE.agreement.issues, at))
      const entry = { entry: 'write-off', id: uuidv7(), asker, request, refusal } as const
      return told(judgeWriteOff(entry, known, place(), parts))
    },
    step(statement, to, instruction, asker = CLEARANCE) {
      const { writeOff, request, basis } = requested(statement)
      expect(isStep?.(instruction), JSON.stringify(isStep?.errors)).toBe(true)
      const step = { to, instruction }
      requireStepForm(step)
      const stated = { request, basis }
      const entry = {
        entry: 'step',
        id: uuidv7(),
        writeOff,
        asker,
        step,
        stated,
        refusal: undefined,
      } as const
      return told(judgeStep(entry, known, place(), parts))
    },
  }
}

/** What is no request at all is thrown, as the desk throws it. */
function refusalOf(check: () => void): KhorgosError | undefined {
  try {
    check()
    return undefined
  } catch (thrown) {
    if (thrown instanceof KhorgosError && thrown.code !== 'REQUEST_INVALID') return thrown
    throw thrown
  }
}

/** The signed statement of something that was made. */
export function statementOf(judged: JudgedWriteOff): WriteOff {
  if (judged.outcome !== 'made')
    throw new Error(judged.outcome === 'refused' ? judged.error.message : judged.outcome)
  return judged.statement
}

/** A statement of which nothing was erased. */
export function requested(statement: WriteOff): Requested {
  const { request } = statement
  if (request === undefined) throw new Error(`no request of ${statement.writeOff}`)
  return { ...statement, request }
}

/** The code of a refusal; the outcome otherwise. */
export function codeOf(judged: JudgedWriteOff): string {
  return judged.outcome === 'refused' ? judged.error.code : judged.outcome
}

/** `1 quantity 12000+0 of 25150 KGM`: reserved and used. */
export function balancesOf({ known }: Desk, document = 97n): string[] {
  return known.balancesOf(document).map(balanceText)
}

function balanceText({ line, measure, carried, reserved, used, total, unit }: Balance): string {
  const before = carried === '0' ? '' : `${carried}+`
  return `${line} ${measure} ${before}${reserved}+${used} of ${total} ${unit}`
}
