import { hashOnly } from '../../src/client/hash-only.ts'
import { standingOf } from '../../src/ledger/write-offs/balances.ts'
import type { Case } from '../../src/ledger/checks/checks.ts'
import { createInquiryBook } from '../../src/ledger/inquiry/book.ts'
import { createMissBook } from '../../src/ledger/questions/miss-book.ts'
import { createKnown } from '../../src/ledger/known.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { IssueRule } from '../../src/partners/partner.ts'
import type { DocumentContent, Fact, FactContent, Provenance, Reading } from '../../src/ledger/facts/fact.ts'

/** A Lao Form E as the ledger may know it, and what its customs is agreed to vouch for. */

export const NUMBER = 'E26LA0110000318'

export const RULE: IssueRule = {
  kind: 'certificate-of-origin',
  issuer: 'LA',
  forms: ['E'],
  number: /^E\d{2}LA\d{10}$/,
  authorities: ['Department of Industry and Commerce, Vientiane Capital'],
  validMonths: 12,
  retroactiveMonths: 12,
}

/** The message that says something, where it does not matter which. */
export const MESSAGE: Provenance = {
  exchange: '0193e09c-3b52-7d6e-8f4a-1c2d3e4f5a6c',
  keyId: '3f'.repeat(32),
  basis: '120',
  knownAt: '2026-11-23T08:00:00.000Z',
}

export const CONTENT: DocumentContent = {
  issueDay: '2026-11-21',
  authority: { names: ['Department of Industry and Commerce, Vientiane Capital'], ids: [] },
  agreementCode: 'ACFTA',
  exporter: { names: ['Tuayang Export Co., Ltd.'], ids: ['LA-TIN 101234570000'] },
  consignee: {
    names: ['昆明示例进出口有限公司', 'Kunming Shili Import and Export Co., Ltd.'],
    ids: ['USCC 91530100MA6EXAMP21'],
  },
  invoices: ['TE-2026-318'],
  lines: [
    {
      line: 1,
      hs: '110814',
      origin: 'LA',
      criterion: 'WO',
      quantity: { quantity: '25150', unit: 'KGM', basis: 'gross' },
    },
    {
      line: 2,
      hs: '3505100000',
      criterion: 'RVC 55',
      quantity: { quantity: '20', unit: 'C62', basis: 'other' },
      value: { amount: '1290', currency: 'USD' },
    },
  ],
}

/** A Chinese import declaration as the ledger may know it, and what its customs is agreed to vouch for. */

export const DECLARATION_NUMBER = '940220261000000123'

export const DECLARATION_RULE: IssueRule = {
  kind: 'goods-declaration',
  issuer: 'CN',
  forms: [''],
  number: /^\d{18}$/,
  authorities: undefined,
  validMonths: undefined,
  retroactiveMonths: undefined,
}

export const DECLARATION: DocumentContent = {
  issueDay: '2026-11-20',
  declarant: { names: ['霍尔果斯通达报关有限公司'], ids: ['USCC 91654004MA78K2P190'] },
  importer: { names: ['Urumqi Tianshan West Road Trade Co., Ltd.'], ids: ['USCC 91650100MA77K2P184'] },
  contracts: ['TS-2026/117'],
  plates: ['123ABC02'],
  containers: ['CSNU1234560', 'TGHU7654325'],
  lines: [
    { line: 0, value: { amount: '25985', currency: 'USD' } },
    {
      line: 1,
      hs: '2204210000',
      origin: 'GE',
      quantity: { quantity: '7500', unit: 'H87', basis: 'other' },
      value: { amount: '24375', currency: 'USD' },
    },
    {
      line: 2,
      hs: '2503000000',
      origin: 'KZ',
      quantity: { quantity: '14000', unit: 'KGM', basis: 'other' },
      value: { amount: '1610', currency: 'USD' },
    },
  ],
}

export function declarationReading(
  event: Reading['event'] = 'issued',
  change: Partial<DocumentContent> = {},
  number = DECLARATION_NUMBER,
): Reading {
  const key = { kind: 'goods-declaration', issuer: 'CN', series: '', number } as const
  return { key, event, content: { ...DECLARATION, ...change } }
}

export function declarationFact(change: Partial<FactContent> = {}, place: Partial<Fact> = {}): Fact {
  const { v, event, status, seed } = factOf().content
  const frame = { v, event, status, seed, key: declarationReading().key }
  return { ...factOf(), content: { ...frame, ...DECLARATION, ...change }, ...place }
}

/** What a bank asks who holds the contract and knows what is to be paid. */
export const DECLARATION_QUESTION: Question = {
  kind: 'goods-declaration',
  issuer: 'CN',
  number: DECLARATION_NUMBER,
  purpose: 'forex-payment',
  held: {
    importer: 'URUMQI TIANSHAN WEST ROAD TRADE CO LTD',
    contract: 'TS-2026-117',
    lines: [{ line: 0, amount: { amount: '25985', currencyId: 'USD' } }],
  },
}

export function readingOf(
  number: string,
  change: Partial<DocumentContent> = {},
  event: Reading['event'] = 'issued',
): Reading {
  const key = { kind: 'certificate-of-origin', issuer: 'LA', series: 'E', number } as const
  return { key, event, content: { ...CONTENT, ...change } }
}

export function factOf(change: Partial<FactContent> = {}, place: Partial<Fact> = {}): Fact {
  const seed = '000102030405060708090a0b0c0d0e0f'
  const frame = { v: 1, key: readingOf(NUMBER).key, event: 'issued', status: 'in-force', seed } as const
  return {
    position: 97n,
    document: 97n,
    source: 'la-customs',
    keyId: '3f'.repeat(32),
    exchange: '0193e09c-3b52-7d6e-8f4a-1c2d3e4f5a6b',
    basis: 96n,
    knownAt: new Date('2026-11-21T03:12:44.020Z'),
    content: { ...frame, ...CONTENT, lastDay: '2027-11-20', ...change },
    ...place,
  }
}

/** How the lines of a document stand of which nothing was ever taken. */
export function untouched(fact: Fact): Case['standingOf'] {
  const known = createKnown({
    documents: [],
    writeOffs: [],
    notices: [],
    misses: createMissBook([]),
    inquiries: createInquiryBook(),
  })
  return (counted) => standingOf(fact, counted, known)
}

/** A question that the fact above confirms. */
export const QUESTION: Question = {
  kind: 'certificate-of-origin',
  issuer: 'LA',
  form: 'E',
  number: NUMBER,
  purpose: 'preferential-duty',
  case: '940220261000000123',
  date: '2026-11-22',
  held: {
    exporter: 'Tuayang Export Co., Ltd.',
    consignee: 'KUNMING SHILI IMPORT AND EXPORT CO LTD',
    issueDate: '2026-11-21',
    lines: [{ line: 1, hs: '110814', originCountry: 'LA' }],
  },
}

const SALT = Buffer.from(Array.from({ length: 32 }, (_, index) => index))

/** The same question with hashes in place of all that it states. */
export const hashed = (question: Question): Question => hashOnly(question, SALT)
