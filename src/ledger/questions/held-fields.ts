import type { ComparableField, ComparableValue as Value } from '../../model/comparable.ts'
import type { Amount, Quantity } from '../../model/generated/verification/question.ts'
import type { DocumentContent, FactLine } from '../facts/fact.ts'

/** The fields that a question may state, and where the ledger knows them. */

type ValuesIn = (content: DocumentContent, line: FactLine | undefined) => readonly Value[]

/** Several values where a document says it in several ways: in two scripts, by two registers, on two invoices. */
const VALUES = {
  declarant: ({ declarant }) => declarant?.names ?? [],
  declarantId: ({ declarant }) => declarant?.ids ?? [],
  carrier: ({ carrier }) => carrier?.names ?? [],
  carrierId: ({ carrier }) => carrier?.ids ?? [],
  exporter: ({ exporter }) => exporter?.names ?? [],
  exporterId: ({ exporter }) => exporter?.ids ?? [],
  consignee: ({ consignee }) => consignee?.names ?? [],
  consigneeId: ({ consignee }) => consignee?.ids ?? [],
  importer: ({ importer }) => importer?.names ?? [],
  importerId: ({ importer }) => importer?.ids ?? [],
  holder: ({ holder }) => holder?.names ?? [],
  holderId: ({ holder }) => holder?.ids ?? [],
  issueDate: ({ issueDay }) => known(issueDay),
  invoice: ({ invoices }) => invoices ?? [],
  contract: ({ contracts }) => contracts ?? [],
  bill: ({ lines }) => lines.flatMap(({ bill }) => known(bill)),
  plate: ({ plates }) => plates ?? [],
  container: ({ containers }) => containers ?? [],
  seal: ({ seals }) => seals ?? [],
  subject: ({ inspection }) => known(inspection?.subject),
  office: ({ authority }) => authority?.names ?? [],
  agreement: ({ agreementCode }) => known(agreementCode),
  hs: (_, line) => known(line?.hs),
  originCountry: (_, line) => known(line?.origin),
  criterion: (_, line) => known(line?.criterion),
  quantity: (_, line) => known(line?.quantity && toQuantity(line.quantity)),
  amount: (_, line) => known(line?.value && toAmount(line.value)),
} as const satisfies Partial<Record<ComparableField, ValuesIn>>

export type HeldField = keyof typeof VALUES

export function isHeldField(field: string): field is HeldField {
  return Object.hasOwn(VALUES, field)
}

/** What a document says under a field; nothing when it has no such field or line. */
export function valuesIn(
  content: DocumentContent,
  field: HeldField,
  line: number | undefined,
): readonly Value[] {
  return VALUES[field](
    content,
    line === undefined ? undefined : content.lines.find((each) => each.line === line),
  )
}

function toQuantity({ quantity, unit }: NonNullable<FactLine['quantity']>): Quantity {
  return { quantity, unitCode: unit }
}

function toAmount({ amount, currency }: NonNullable<FactLine['value']>): Amount {
  return { amount, currencyId: currency }
}

function known<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value]
}
