import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Trip } from '../../src/sandbox/samples.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonical } from '../../src/xml/write.ts'

/** Shipped messages of joint border control under ids and numbers of a trip. Canonical and unsigned. */

/** Numbers of one trip: those of its checklist and its inspection result, and what its message ids end with. */
export interface ControlNumbers {
  readonly checklist: string
  readonly result: string
  readonly message: string
}

/** @param letter of the side that the truck leaves */
export function controlNumbers({ at }: Trip, letter: string, result: string): ControlNumbers {
  const digits = String(at.getTime())
  return {
    checklist: `${letter}${digits.slice(-11)}`,
    // As many digits as the sample has after the side and its office.
    result: result.replace(/\d{6}$/, digits.slice(-6)),
    message: digits,
  }
}

/** China's checklist of a truck from Erenhot to Zamyn-Uud. */
export function erenhotChecklist(numbers: ControlNumbers): string {
  return sample('cn-mongolia/samples/mtde02-erenhot.xml', (text) =>
    text
      .replace('20261124081500410</MessageID>', `${numbers.message.padStart(17, '2')}</MessageID>`)
      .replace('<ID>C26070500201<', `<ID>${numbers.checklist}<`),
  )
}

/** China's checklist of a truck from Jeminay to Maikapchagai. */
export function jeminayChecklist(numbers: ControlNumbers): string {
  return sample('khorgos/samples/load-checklist-jeminay.xml', (text) =>
    text
      .replace('CN-JEM-20261124-0031-1', `CN-JEM-${numbers.message}`)
      .replace('<ID>C26940800031<', `<ID>${numbers.checklist}<`),
  )
}

/** Mongolia's checklist of a truck from Zamyn-Uud to Erenhot, with what its own officers say of it where they have. */
export function zamynUudChecklist(
  numbers: ControlNumbers,
  { message = '', functionCode = '2', confirmation = '' } = {},
): string {
  return sample('cn-mongolia/samples/mtde01.xml', (text) =>
    text
      .replace('20261123071500450</MessageID>', `${message}${numbers.message}</MessageID>`)
      .replace('<FunctionCode>2<', `<FunctionCode>${functionCode}<`)
      .replace('<ID>M26120100045<', `<ID>${numbers.checklist}<`)
      .replace('CN:MTDE01:1">', 'CN:MTDE01:1" xmlns:jc="urn:khorgos:profile:joint-control:1">')
      .replace('</Declaration>', `${confirmation}</Declaration>`),
  )
}

/** That Mongolia's officers found what the list says. */
export const MONGOLIA_CONFORMING =
  '<jc:Confirmation><jc:CountryCode>MN</jc:CountryCode><jc:DateTime>2026-11-23T08:00:00+08:00</jc:DateTime>' +
  '<jc:ResultCode>conforming</jc:ResultCode></jc:Confirmation>'

/** Kazakhstan's checklist of a truck from Kalzhat to Dulata, confirmed by its own officers. */
export function kalzhatChecklist(numbers: ControlNumbers): string {
  return sample('khorgos/samples/load-checklist.xml', (text) =>
    text
      .replace('KZ-KLZ-20261124-0008-2', `KZ-KLZ-${numbers.message}`)
      .replace('<FunctionCode>5<', '<FunctionCode>9<')
      .replace('<ID>K26530600008<', `<ID>${numbers.checklist}<`)
      // The sample is of a seal that was replaced on the way.
      .replace('<Seal><ID>KZ0093317</ID></Seal>', '')
      // What China's officers said of it before: this list is new.
      .replace(/<Confirmation>\s*<CountryCode>CN<[^]*<\/Confirmation>/, ''),
  )
}

/** An inspection result by the name of its sample, about the checklist of the trip. */
export function inspection(
  name: string,
  numbers: ControlNumbers,
  change: (text: string) => string = (text) => text,
): string {
  return sample(`khorgos/samples/${name}.xml`, (text) =>
    change(
      text
        .replace(/<MessageID>[^<]*/, `<MessageID>${name}-${numbers.message}`)
        .replace(/<ID>(?:CN|MN|KZ)-[^<]*<\/ID>(\s*<IssueDateTime>)/, `<ID>${numbers.result}</ID>$1`)
        .replace(/(<Subject><TypeCode>787<\/TypeCode><ID>)[^<]*/, `$1${numbers.checklist}`),
    ),
  )
}

function sample(file: string, change: (text: string) => string): string {
  const text = readFileSync(join('schemas', file), 'utf8')
  const changed = change(text)
  if (changed === text) throw new Error(`${file} has other ids than it had`)
  using message = openXml(Buffer.from(changed))
  return writeCanonical(message.root)
}
