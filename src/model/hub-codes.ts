import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { KhorgosError } from '../errors.ts'

/** A row of a hub code list: `code`, `name` and, in some lists, more columns. */
export type HubCode = Readonly<Record<string, string>>

/** The hub's own code lists, `schemas/canonical/codes/<name>.csv`. Partner lists (code-list.ts) translate to them. */
export interface HubCodes {
  /** @throws KhorgosError CONFIG_INVALID when there is no such list */
  codesOf(list: string): ReadonlySet<string>
  /** The whole row, for lists whose other columns mean something (`status`). */
  row(list: string, code: string): HubCode | undefined
}

/** @throws KhorgosError CONFIG_INVALID for a folder or list that cannot be read, or a code that stands twice */
export function loadHubCodes(folder: string): HubCodes {
  const lists = new Map(
    csvFiles(folder).map((file) => [basename(file, '.csv'), readList(join(folder, file))]),
  )
  const sets = new Map([...lists].map(([name, rows]) => [name, new Set(rows.keys())]))
  return {
    codesOf(list) {
      const codes = sets.get(list)
      if (codes === undefined)
        throw new KhorgosError('CONFIG_INVALID', `${folder}: there is no hub code list ${list}`)
      return codes
    },
    row: (list, code) => lists.get(list)?.get(code),
  }
}

/**
 * The codes of one list, for those who need no other.
 * @throws KhorgosError CONFIG_INVALID for a list that cannot be read, or a code that stands twice
 */
export function loadHubList(folder: string, list: string): ReadonlySet<string> {
  return new Set(readList(join(folder, `${list}.csv`)).keys())
}

function csvFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.csv'))
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${folder}: the hub code lists cannot be read`, { cause })
  }
}

function readList(file: string): Map<string, HubCode> {
  const rows = parseRows(file)
  const byCode = new Map<string, HubCode>()
  for (const row of rows) {
    const code = row['code']
    if (code === undefined || code === '' || byCode.has(code)) {
      throw new KhorgosError('CONFIG_INVALID', `${file}: the code "${code ?? ''}" is empty or stands twice`)
    }
    byCode.set(code, row)
  }
  return byCode
}

function parseRows(file: string): HubCode[] {
  try {
    return parse<HubCode>(readFileSync(file), { columns: true })
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${file}: the code list cannot be read`, { cause })
  }
}
