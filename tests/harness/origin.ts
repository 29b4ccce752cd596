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

/** A shipped import declaration of China for a trip. Canonical and unsigned. */
export function importDeclaration({ at }: Trip): string {
  const digits = String(at.getTime()).slice(-12)
  return sample('cn-dec/samples/decmessage-import.xml', (text) =>
    text
      .replace('KHG202611210000001', `KHG000${digits}`)
      .replace('<EntryId>940220261000000123', `<EntryId>940220${digits}`),
  )
}

function sample(file: string, change: (text: string) => string): string {
  const text = readFileSync(join('schemas', file), 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`${file} has other ids than it had`)
  using message = openXml(Buffer.from(changed))
  return writeCanonical(message.root)
}
