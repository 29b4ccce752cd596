import type { Formats } from '../../formats/catalogue.ts'
import { readMessage } from '../../formats/message.ts'
import type { HeldLine, Quantity, Question } from '../../model/generated/verification/question.ts'
import type { WriteOffRequest } from '../../model/generated/verification/write-off-request.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { openXml } from '../../xml/parse.ts'

/**
 * China's clearance: it reads in a declaration which lines of which certificate its goods are said to come under
 * (`EcoRelation`), asks about the certificate, and writes off what the declaration takes.
 */

/** A line of a certificate that a declaration quotes, and how much of it the declared goods are. */
export interface Quoted {
  readonly line: number
  readonly quantity: Quantity
}

export interface Declared {
  /** Number of the declaration. */
  readonly number: string
  readonly quoted: readonly Quoted[]
}

/** What an import declaration takes from this certificate. */
export function declarationReader(formats: Formats): (canonical: string, certificate: string) => Declared {
  const format = formats.byId('cn-decmessage-import-v1')
  return (canonical, certificate) => {
    using message = openXml(Buffer.from(canonical))
    const { 'goods-declaration': declaration } = readMessage(format, message, new Date()).documents
    const items = objectsAt(asObject(declaration?.['goodsShipment']), 'goodsItems')
    const quoted = objectsAt(declaration, 'originRelations')
      .filter((relation) => textAt(relation, 'certificateId') === certificate)
      .map((relation) => ({
        line: Number(relation['certificateItemNumeric']),
        quantity: quantityOf(items.find((item) => item['sequenceNumeric'] === relation['goodsItemNumeric'])),
      }))
    return { number: text(declaration, 'id'), quoted }
  }
}

function quantityOf(item: JsonObject | undefined): Quantity {
  const declared = asObject(item?.['invoiceQuantity'])
  return { quantity: text(declared, 'quantity'), unitCode: text(declared, 'unitCode') }
}

/**
 * What it asks about a Form E. What is said on the paper is read off here from the message that the national side
 * received; the sandbox's certificates have all these boxes.
 *
 * @param certificate hub document `certificate-of-origin`
 */
export function questionAbout(certificate: JsonObject, { number, quoted }: Declared): Question {
  return {
    ...documentOf(certificate),
    case: number,
    held: {
      ...partiesOf(certificate),
      issueDate: text(certificate, 'issueDateTime').slice(0, 10),
      lines: objectsAt(certificate, 'goodsItems').map(heldLineOf),
    },
    wants: quoted.map(({ line, quantity }) => ({ line, quantity })),
  }
}

/** The goods are at the border: what they take from the certificate is set aside. */
export function reservationOf(certificate: JsonObject, declared: Declared): WriteOffRequest {
  return { ...requestOf(certificate, declared), state: 'reserved', lines: [...declared.quoted] }
}

/** The preference is not given; nothing is taken. */
export function refusalOf(certificate: JsonObject, declared: Declared, text: string): WriteOffRequest {
  return {
    ...requestOf(certificate, declared),
    state: 'declined',
    lines: declared.quoted.map(({ line }) => ({ line })),
    reason: { code: 'quantity-exceeded', text },
  }
}

/** The number of a certificate as it is written on it. */
export function numberOf(certificate: JsonObject): string {
  return text(certificate, 'id')
}

function requestOf(certificate: JsonObject, { number }: Declared) {
  return {
    reference: `CLR-${number}`,
    ...documentOf(certificate),
    case: number,
    held: partiesOf(certificate),
    for: { kind: 'goods-declaration', issuer: 'CN', number },
  }
}

function documentOf(certificate: JsonObject) {
  return {
    kind: 'certificate-of-origin',
    issuer: text(certificate, 'issuingCountryCode'),
    form: text(certificate, 'formCode'),
    number: numberOf(certificate),
    purpose: 'preferential-duty',
  }
}

function partiesOf(certificate: JsonObject) {
  return {
    exporter: text(asObject(certificate['exporter']), 'name'),
    consignee: text(asObject(certificate['consignee']), 'name'),
  }
}

function heldLineOf(item: JsonObject): HeldLine {
  return {
    line: Number(item['sequenceNumeric']),
    hs: text(asObject(item['classification']), 'id'),
    originCountry: text(asObject(item['origin']), 'countryCode'),
  }
}

const text = (object: JsonObject | undefined, field: string): string => textAt(object, field) ?? ''
