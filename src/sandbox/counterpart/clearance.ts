import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { HeldLine, Question } from '../../model/generated/verification/question.ts'

/**
 * What China's clearance asks about a Form E that an importer shows. What it says on the paper is read off here from the
 * message that the national side received; the sandbox's certificates have all these boxes.
 *
 * @param certificate hub document `certificate-of-origin`
 */
export function questionAbout(certificate: JsonObject): Question {
  const [first] = objectsAt(certificate, 'goodsItems')
  return {
    kind: 'certificate-of-origin',
    issuer: text(certificate, 'issuingCountryCode'),
    form: text(certificate, 'formCode'),
    number: text(certificate, 'id'),
    purpose: 'preferential-duty',
    held: {
      exporter: text(asObject(certificate['exporter']), 'name'),
      consignee: text(asObject(certificate['consignee']), 'name'),
      issueDate: text(certificate, 'issueDateTime').slice(0, 10),
      lines: first === undefined ? [] : [heldLineOf(first)],
    },
  }
}

function heldLineOf(item: JsonObject): HeldLine {
  return {
    line: Number(item['sequenceNumeric']),
    hs: text(asObject(item['classification']), 'id'),
    originCountry: text(asObject(item['origin']), 'countryCode'),
    quantity: { quantity: text(item, 'grossMassMeasure'), unitCode: 'KGM' },
  }
}

const text = (object: JsonObject | undefined, field: string): string => textAt(object, field) ?? ''
