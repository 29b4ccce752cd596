import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sharedFolder } from '../../shared.ts'

export const OWN = resolve(import.meta.dirname, '../../../schemas/cn-dec')

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: official goods declaration files, there is no shared folder')

/** The folder of official schemas and samples; undefined where it is not at hand. */
export const OFFICIAL = shared === undefined ? undefined : join(shared, 'data/cn-dec')

const XSD = 'xsd-V1.0-2018'
const MAIN = 'DecMessage_ImportSave_V1.0.xsd'

/** The published sample of the declaration. A stray "4" stands before its XML declaration. */
export function officialSample(): string {
  return readFileSync(join(OFFICIAL ?? '', 'samples/关检融合3.1样例报文.xml'), 'utf8')
}

/** It in XML, with two days as the schema and the notes have them. */
export function mendedSample(): string {
  return officialSample()
    .replace(/^4/, '')
    .replace('2018-07-03 00-00-00', '20180703')
    .replace('2018-07-04 00-00-00', '20180704')
}

export function officialAnswer(): string {
  return readFileSync(join(OFFICIAL ?? '', 'samples/报关单暂存交换回执报文.xml'), 'utf8')
}

export const officialAnswerSchema = (): string => join(OFFICIAL ?? '', XSD, 'DecImportResponse.xsd')

/** What the published schema says and cannot mean: no message, not even its own sample, is valid under it. */
const SLIPS: readonly (readonly [slip: RegExp, meant: string])[] = [
  // A pattern that only nothing matches, beside a length that nothing has not: 18 of them.
  [/<xs:pattern value=""\/>/g, ''],
  // The notation of a date, written where a pattern of digits belongs.
  [/<xs:pattern value="yyyyMMdd"\/>/g, '<xs:pattern value="[0-9]{8}"/>'],
  [/<xs:pattern value="yyyyMMddHH"\/>/g, '<xs:pattern value="[0-9]{16}"/>'],
  [
    /<xs:length value="14"\/>\s*<xs:pattern value="yyyyMMdd hh:ss:mm"\/>/g,
    '<xs:pattern value="[0-9]{8} [0-9]{2}:[0-9]{2}:[0-9]{2}"/>',
  ],
  // The greatest length, written as the only one: certificate number and its kind.
  [/(name="EcoCertNo">[\s\S]*?)<xs:length value="64"\/>/g, '$1<xs:maxLength value="64"/>'],
  [/(name="CertType">[\s\S]*?)<xs:length value="3"\/>/g, '$1<xs:maxLength value="3"/>'],
  // S (structured) and US are its two values in the notes of later editions.
  [/(name="EdocFomatType">[\s\S]*?)<xs:length value="2"\/>/g, '$1<xs:maxLength value="2"/>'],
  // Nine characters stand there in the sample.
  [
    /<xs:maxLength value="18"\/>\s*<xs:pattern value="\.\{18\}"\/>(?=[\s\S]*name="OperName")/g,
    '<xs:maxLength value="18"/>',
  ],
  // A telephone number of five digits; the sample has eight, later editions 20.
  [/(name="UseOrgPersonTel"[\s\S]*?)<xs:maxLength value="5"\/>/g, '$1<xs:maxLength value="20"/>'],
]

/** The official schema with its slips mended, as a file that is there while `use` works with it. */
export function withMendedSchema<T>(use: (file: string) => T): T {
  const from = join(OFFICIAL ?? '', XSD)
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-cn-dec-'))
  writeFileSync(join(folder, 'complexType.xsd'), readFileSync(join(from, 'complexType.xsd')))
  let text = readFileSync(join(from, MAIN), 'utf8')
  for (const [slip, meant] of SLIPS) {
    const mended = text.replaceAll(slip, meant)
    if (mended === text) throw new Error(`the official schema has no ${slip.source} any more`)
    text = mended
  }
  writeFileSync(join(folder, MAIN), text)
  try {
    return use(join(folder, MAIN))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const publishedSchema = (): string => join(OFFICIAL ?? '', XSD, MAIN)
