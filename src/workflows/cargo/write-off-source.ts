import { present } from '../../ledger/present.ts'
import { sumDecimals } from '../../model/decimal.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'

/** Members of a paper of the log by the kind of document that is written off. */
const MEMBERS: Readonly<Record<string, string>> = {
  'certificate-of-origin': 'certificate',
  'goods-declaration': 'declaration',
}

/**
 * What a step of a write-off tells, in the form of a document: `certificate` or `declaration` is what it takes from, or what
 * it is used for; `held` is what it holds in kilograms, where all of it is told so.
 *
 * @param statement of the step
 * @param request by which it was made
 */
export function writeOffSource(writeOff: string, statement: JsonObject, request: JsonObject): JsonObject {
  const member = MEMBERS[textAt(request, 'kind') ?? '']
  const of = member === undefined ? {} : { [member]: textAt(request, 'number') }
  const usedFor = textAt(asObject(request['for']), 'id')
  const lines = objectsAt(statement, 'lines')
  const isMass = lines.every(
    (line) => textAt(line, 'unit') === 'KGM' && textAt(line, 'measure') === 'quantity',
  )
  const held = lines.flatMap((line) => [textAt(line, 'reserved') ?? '0', textAt(line, 'used') ?? '0'])
  return {
    writeOff,
    ...present({
      at: textAt(statement, 'at'),
      state: textAt(statement, 'state'),
      declaration: usedFor,
      ...of,
      held: isMass && lines.length > 0 ? sumDecimals(held) : undefined,
    }),
  }
}
