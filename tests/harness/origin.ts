import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trip } from '../../src/sandbox/samples.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'

/** Shipped Forms E that can become China's, with what must be new in each. */
const FORMS_E = {
  LA: { file: 'asean-form-e-laos.xml', messageId: 'LA-EFE-20261121-000318', number: 'E26LA0110000318' },
  MM: { file: 'asean-form-e-myanmar.xml', messageId: 'MM-EFE-20261120-0458', number: 'E26MM105000458' },
} as const

/** The Form E of a country for a trip: its message id and number are nobody else's. Canonical and unsigned. */
export function formE(trip: Trip, country: keyof typeof FORMS_E = 'LA'): string {
  const { file, messageId, number } = FORMS_E[country]
  const prefix = `E26${country}`
  const digits = String(trip.at.getTime()).slice(prefix.length - number.length)
  return sample(`asean/samples/${file}`, (text) =>
    text.replace(messageId, `${country}-EFE-${trip.number}`).replace(number, prefix + digits),
  )
}

/** UN 1225 code 1: the same certificate, taken back. */
export function cancelled(form: string): string {
  return form.replace('<FunctionCode>9<', '<FunctionCode>1<')
}

/** Number of a Lao Form E. */
export function numberOf(form: string): string {
  return /<ID>(E26LA\d{10})<\/ID>/.exec(form)?.[1] ?? ''
}

/** A shipped import declaration of China for a trip. Canonical and unsigned. */
export function importDeclaration({ at }: Trip): string {
  const digits = String(at.getTime()).slice(-12)
  return sample('cn-dec/samples/decmessage-import.xml', (text) =>
    text
      .replace('KHG202611210000001', `KHG000${digits}`)
      .replace('<EntryId>940220261000000123', `<EntryId>940220${digits}`),
  )
}

/** A shipped load checklist of a truck that leaves Mongolia, for a trip. Canonical and unsigned. */
export function loadChecklist({ at }: Trip): string {
  const digits = String(at.getTime()).slice(-11)
  return sample('cn-mongolia/samples/mtde01.xml', (text) =>
    text.replace('MN20261123071500450', `MN000000${digits}`).replace('<ID>M26120100045', `<ID>M${digits}`),
  )
}

function sample(file: string, change: (text: string) => string): string {
  const text = readFileSync(join('schemas', file), 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`${file} has other ids than it had`)
  using message = openXml(Buffer.from(changed))
  return writeCanonical(message.root)
}
