import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { dataError } from '../data-file.ts'

/** Where an office stands in the risk centres: a district of a sub-centre. */
export interface District {
  readonly subCentre: string
  readonly id: string
  readonly name: string
  /** First digits of the codes of its offices, where they are known. */
  readonly offices: readonly string[]
}

export interface SubCentres {
  readonly districts: readonly District[]
  has(subCentre: string): boolean
  /** @returns the district whose offices have such a code; undefined where nobody knows */
  districtOf(office: string): District | undefined
}

const HEADER = 'subCentre,district,name,offices,note'

/** @throws KhorgosError CONFIG_INVALID with file and line: another header, a district twice, two for one office code */
export function loadSubCentres(file: string): SubCentres {
  const districts: District[] = []
  for (const { record, line } of rowsOf(file)) {
    const { subCentre = '', district: id = '', name = '', offices = '' } = record
    const own = offices.split(' ').filter((prefix) => prefix !== '')
    const wrong =
      subCentre === '' || id === '' || name === ''
        ? 'a district has a sub-centre, an id and a name'
        : districts.some((other) => other.id === id)
          ? `the district ${id} stands twice`
          : own.some((prefix) => !/^\d{2,4}$/.test(prefix))
            ? 'offices are told by two to four first digits of their codes'
            : districts.some((other) => other.offices.some((prefix) => own.includes(prefix)))
              ? 'offices of these codes have another district already'
              : undefined
    if (wrong !== undefined)
      throw dataError('CONFIG_INVALID', [{ place: { path: basename(file), line }, text: wrong }])
    districts.push({ subCentre, id, name, offices: own })
  }
  return subCentresOf(districts)
}

export function subCentresOf(districts: readonly District[]): SubCentres {
  const ids = new Set(districts.map(({ subCentre }) => subCentre))
  const byPrefix = new Map(districts.flatMap((each) => each.offices.map((prefix) => [prefix, each] as const)))
  return {
    districts,
    has: (subCentre) => ids.has(subCentre),
    // An office of its own goes before the district that its first two digits name.
    districtOf: (office) =>
      byPrefix.get(office.slice(0, 4)) ??
      byPrefix.get(office.slice(0, 3)) ??
      byPrefix.get(office.slice(0, 2)),
  }
}

interface Row {
  readonly record: Readonly<Record<string, string>>
  readonly line: number
}

function rowsOf(file: string): readonly Row[] {
  const name = basename(file)
  const checkedHeader = (header: string[]): string[] => {
    if (header.join() === HEADER) return header
    throw dataError('CONFIG_INVALID', [
      { place: { path: name, line: 1 }, text: `the header is not "${HEADER}"` },
    ])
  }
  try {
    const records = parse<{ record: Record<string, string>; info: { lines: number } }>(readFileSync(file), {
      info: true,
      trim: true,
      skip_empty_lines: true,
      columns: checkedHeader,
    })
    return records.map(({ record, info }) => ({ record, line: info.lines }))
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    const place = { path: name, line: Number(cause['lines'] ?? 0) }
    throw dataError('CONFIG_INVALID', [{ place, text: cause.message }])
  }
}
