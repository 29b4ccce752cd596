import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { CsvError, parse } from 'csv-parse/sync'
import { KhorgosError } from '../errors.ts'

/**
 * A partner's codes against hub codes, from CSV with the header below. `direction` says where a row may be used:
 * many partner codes for one hub code are one `both` row and `read` rows, the reverse one `both` and `write` rows.
 */
export const CODE_LIST_HEADER = ['hub', 'partner', 'direction', 'validFrom', 'validTo', 'note'] as const

export interface CodeTranslation {
  /** Empty where the hub has no code for it: it then stands in documents as the code of its list alone. */
  readonly code: string
  /** The way back gives the code we came from. */
  readonly reversible: boolean
}

export interface CodeList {
  /**
   * `cn-manifest/CN005`, or `cn-unit` for a list of nobody's own: names the list in documents, where a code of the
   * message is kept beside the hub's.
   */
  readonly id: string
  /** File name without `.csv`. */
  readonly name: string
  /** Hex SHA-256 of the file's bytes: the version of the list in reports and evidence. */
  readonly hash: string
  /** @param day `2026-11-21`: the row must be valid on it. @returns undefined for a code not in the list then. */
  toHub(partner: string, day: string): CodeTranslation | undefined
  toPartner(hub: string, day: string): CodeTranslation | undefined
  /** What the file says, for those who judge a list as a whole. */
  readonly rows: readonly CodeRow[]
}

export interface CodeRow {
  readonly line: number
  readonly hub: string
  readonly partner: string
  readonly direction: 'both' | 'read' | 'write'
  /** Days, both ends valid; open ends are the smallest and largest strings. */
  readonly from: string
  readonly to: string
}

const [EVER, FOREVER] = ['0000-00-00', '9999-99-99']

/** What a document may hold as the id of a list. */
const LIST_ID = /^[A-Za-z0-9][A-Za-z0-9./_-]{0,63}$/

/**
 * The id of a list: its place below the folder of all standards, where it is the same on every machine.
 *
 * @param folder of the standard whose mapping names the list
 * @throws KhorgosError MAPPING_INVALID for a list that stands elsewhere, or whose name a document cannot hold
 */
export function codeListId(folder: string, file: string): string {
  const steps = relative(dirname(folder), join(folder, file)).split(sep)
  const id = steps
    .filter((step) => step !== 'codes')
    .join('/')
    .replace(/\.csv$/, '')
  if (LIST_ID.test(id)) return id
  throw invalid(
    file,
    0,
    'a code list stands in `codes` of its standard or beside the standards, under a name of at most 64 letters, digits and ". _ -"',
  )
}

/** @throws KhorgosError MAPPING_INVALID with file and line: unreadable, malformed, or two meanings at one time. */
export function loadCodeList(file: string, id = basename(file, '.csv')): CodeList {
  const bytes = readCsv(file)
  const rows = parseRows(file, bytes)
  const read = index(file, rows, 'partner', 'read')
  const write = index(file, rows, 'hub', 'write')
  return {
    id,
    name: basename(file, '.csv'),
    hash: createHash('sha256').update(bytes).digest('hex'),
    toHub: (partner, day) => translate(read.get(partner), 'hub', day),
    toPartner: (hub, day) => translate(write.get(hub), 'partner', day),
    rows,
  }
}

function translate(
  rows: readonly CodeRow[] | undefined,
  to: 'hub' | 'partner',
  day: string,
): CodeTranslation | undefined {
  const row = rows?.find(({ from, to: end }) => from <= day && day <= end)
  return row === undefined ? undefined : { code: row[to], reversible: row.direction === 'both' }
}

function readCsv(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw invalid(file, 0, 'the code list cannot be read; put the file there or mend `codes`', cause)
  }
}

function parseRows(file: string, bytes: Buffer): CodeRow[] {
  try {
    const records = parse<{ record: Record<string, string>; info: { lines: number } }>(bytes, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => checkedHeader(file, header),
    })
    return records.map(({ record, info }) => parseRow(file, record, info.lines))
  } catch (cause) {
    if (cause instanceof CsvError) throw invalid(file, Number(cause['lines'] ?? 0), cause.message, cause)
    throw cause
  }
}

function checkedHeader(file: string, header: string[]): string[] {
  if (header.join() !== CODE_LIST_HEADER.join()) {
    throw invalid(file, 1, `the header is "${header.join()}"; write "${CODE_LIST_HEADER.join()}"`)
  }
  return header
}

function parseRow(file: string, record: Record<string, string>, line: number): CodeRow {
  const { hub = '', partner = '', direction = '', validFrom = '', validTo = '' } = record
  if (partner === '' || (hub === '' && direction !== 'both'))
    throw invalid(file, line, '`partner` needs a code, and `hub` too where the direction is not both')
  if (direction !== 'both' && direction !== 'read' && direction !== 'write') {
    throw invalid(file, line, `the direction "${direction}" is unknown; write both, read or write`)
  }
  const [from, to] = [parseDay(file, line, validFrom) ?? EVER, parseDay(file, line, validTo) ?? FOREVER]
  if (from > to) throw invalid(file, line, `the row ends (${to}) before it begins (${from}); mend the dates`)
  return { line, hub, partner, direction, from, to }
}

function parseDay(file: string, line: number, text: string): string | undefined {
  if (text === '') return undefined
  const date = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN)
  if (!Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return text
  throw invalid(file, line, `"${text}" is not a day; write it like 2026-11-21 or leave it empty`)
}

/** Rows by the code they start from, each checked against the earlier ones: at one time a code has one meaning. */
function index(
  file: string,
  rows: readonly CodeRow[],
  by: 'hub' | 'partner',
  use: 'read' | 'write',
): Map<string, CodeRow[]> {
  const table = new Map<string, CodeRow[]>()
  const used = rows.filter((row) => row[by] !== '' && (row.direction === 'both' || row.direction === use))
  for (const next of used) {
    const earlier = table.get(next[by]) ?? []
    const clash = earlier.find((other) => other.from <= next.to && next.from <= other.to)
    if (clash !== undefined) {
      const other = use === 'read' ? 'write' : 'read'
      throw invalid(
        file,
        next.line,
        `${by} code "${next[by]}" already has a meaning at this time in line ${clash.line}; make one of them "${other}" or part their dates`,
      )
    }
    table.set(next[by], [...earlier, next])
  }
  return table
}

function invalid(file: string, line: number, what: string, cause?: unknown): KhorgosError {
  const name = basename(file)
  return new KhorgosError('MAPPING_INVALID', `${name}:${line}: ${what}.`, {
    place: { path: name, line },
    cause,
  })
}
