import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { formats, read, refusalOf, sample, write } from './interchanges.ts'

const FORMAT = 'un-cuscar-d22a-v1'

type Documents = Readonly<Record<string, JsonObject>>

/** The sample, with fields of its cargo report changed. */
function cargoWith(change: (cargo: JsonObject) => JsonObject): Documents {
  const { 'cargo-report': cargo = {} } = read(sample('cuscar-d22a')).documents
  return { 'cargo-report': change(cargo) }
}

/** The sample, with fields of one bill changed. */
const billWith = (index: number, fields: JsonObject): Documents =>
  cargoWith((cargo) => ({
    ...cargo,
    consignments: objectsAt(cargo, 'consignments').map((bill, at) =>
      at === index ? { ...bill, ...fields } : bill,
    ),
  }))

/** The sample, with the consignor of its first bill changed. */
const cargoOf = (name: string): Documents =>
  billWith(0, { consignor: { identifier: { id: '2034567' }, name } })

const CONSIGNOR = '/CUSCAR/SG7[1]/SG8/SG11[1]/NAD/C080/E3036'

describe('character level', () => {
  it('is UNOC where that has every letter, else UNOY, with the date that goes with it', () => {
    expect(write(FORMAT, cargoOf('Müller')).text).toMatch(/^UNB\+UNOC:3\+KHORGOS01\+MNZTB01\+261121:1700\+/)
    expect(write(FORMAT, cargoOf('Өвөр 退')).text).toMatch(
      /^UNB\+UNOY:4\+KHORGOS01\+MNZTB01\+20261121:1700\+/,
    )
  })

  it('is the one of the agreement; a letter it does not have is refused with its place', () => {
    const bytes = write(FORMAT, cargoOf('Мөнх'.replace('ө', 'о')), { edifactSyntax: 'UNOE:3' }).bytes()
    expect(Buffer.from(bytes).includes(Buffer.from([0xbc, 0xde, 0xdd, 0xe5]))).toBe(true)
    expect(refusalOf(() => write(FORMAT, cargoOf('Өвөр'), { edifactSyntax: 'UNOE:3' }))).toMatchObject({
      code: 'OUTPUT_INVALID',
      path: CONSIGNOR,
      message: expect.stringContaining('Ө'),
    })
    expect(refusalOf(() => write(FORMAT, cargoOf('x'), { edifactSyntax: 'UNOA:3' })).code).toBe(
      'OUTPUT_INVALID',
    )
    expect(refusalOf(() => write(FORMAT, cargoOf('x'), { edifactSyntax: 'UNOX:3' })).code).toBe(
      'CONFIG_INVALID',
    )
  })
})

describe('service characters', () => {
  it('stand in UNA only when they differ, and are released in data', () => {
    const { text } = write(FORMAT, cargoOf("O'CONNOR + SONS: WHY?"))
    expect(text.startsWith('UNB')).toBe(true)
    expect(text).toContain("++O?'CONNOR ?+ SONS?: WHY??'")
  })

  it('of the agreement: a decimal comma', () => {
    const written = write(FORMAT, cargoOf('A'), { edifactCharacters: ":+,? '" })
    expect(written.text).toMatch(/^UNA:\+,\? 'UNB/)
    expect(written.text).toContain('KGM:600,25')
    expect(read(written.bytes()).documents).toEqual(cargoOf('A'))
  })

  it('syntax 4 releases the asterisk too', () => {
    expect(write(FORMAT, cargoOf('A*B'), { edifactSyntax: 'UNOY:4' }).text).toContain('++A?*B')
    expect(write(FORMAT, cargoOf('A*B')).text).toContain('++A*B')
  })
})

describe('nothing is cut in silence', () => {
  it('a name goes on in the next line, and is refused beyond the last', () => {
    const written = write(FORMAT, cargoOf('N'.repeat(150)))
    expect(written.text).toContain(`++${'N'.repeat(70)}:${'N'.repeat(70)}:${'N'.repeat(10)}'`)
    expect(refusalOf(() => write(FORMAT, cargoOf('N'.repeat(351))))).toMatchObject({
      code: 'OUTPUT_INVALID',
      path: CONSIGNOR,
    })
  })

  it('a line that ends where its component ends cannot be told', () => {
    expect(refusalOf(() => write(FORMAT, cargoOf(`${'N'.repeat(70)}\nB`))).code).toBe('OUTPUT_INVALID')
  })

  it('containers of a bill of several goods have no place', () => {
    const documents = billWith(1, { transportEquipment: [{ id: 'MSKU1234565' }] })
    expect(refusalOf(() => write(FORMAT, documents))).toMatchObject({
      code: 'OUTPUT_INVALID',
      path: '/SG8/SGP',
    })
  })

  it('an amendment does not become an original (trap 14)', () => {
    const documents = cargoWith((cargo) => ({ ...cargo, functionCode: '4' }))
    expect(refusalOf(() => write(FORMAT, documents)).code).toBe('CODE_UNKNOWN')
    const amended = sample('cuscar-d22a').toString().replace("077+9'", "077+4'")
    using message = formats.open(Buffer.from(amended))
    expect(refusalOf(() => formats.recognise(message.root))).toMatchObject({
      code: 'FORMAT_UNKNOWN',
      message: expect.stringContaining('type 785, function 4'),
    })
  })
})

describe('references', () => {
  it('a long id becomes the same short reference each time, another id another', () => {
    const reference = (messageId: string) =>
      /\+([^+]*)'UNH/.exec(write(FORMAT, cargoOf('A'), { messageId }).text)?.[1]
    expect(reference('KHORGOS20261121000001')).toMatch(/^[0-9A-Z]{14}$/)
    expect(reference('KHORGOS20261121000001')).toBe(reference('KHORGOS20261121000001'))
    expect(reference('KHORGOS20261121000001')).not.toBe(reference('KHORGOS20261121000002'))
    expect(reference('SHORT1')).toBe('SHORT1')
  })

  it('the message is known by the number of its document', () => {
    expect(write(FORMAT, cargoOf('A')).messageId).toBe('MNG26112000077')
  })
})
