import { FATES, pairCoverage, type PairCoverage } from '../mapping/pair-coverage.ts'
import { requireFormat } from './formats.ts'
import { mappingFiles } from './mapping-sources.ts'
import { UsageError, type Result, type Shell } from './shell.ts'

/** One format of a pair may be left out: then it is every one that shares a hub document with the other. */
export async function coverFormats(
  shell: Shell,
  { from, to }: { readonly from?: string; readonly to?: string },
): Promise<Result> {
  const files = mappingFiles(shell)
  const all = files.formats.ids
  for (const id of [from, to]) if (id !== undefined) requireFormat(files.formats, id)
  const pairs = (from === undefined ? all : [from]).flatMap((source) =>
    (to === undefined ? all : [to])
      .filter((target) => target !== source || to !== undefined)
      .flatMap((target) => pairCoverage(files.open(source).source, files.open(target).source) ?? []),
  )
  if (pairs.length === 0)
    throw new UsageError(
      from !== undefined && to !== undefined
        ? `${from} and ${to} share no hub document.`
        : `${from ?? to ?? 'The formats'}: no other format shares a hub document with it.`,
    )
  const detailed = from !== undefined && to !== undefined
  return {
    exit: 'OK',
    json: { pairs },
    text: `${[matrix(pairs), ...(detailed ? pairs.map(detail) : [])].join('\n\n')}\n`,
  }
}

function matrix(pairs: readonly PairCoverage[]): string {
  return aligned([
    ['from', 'to', 'documents', ...FATES],
    ...pairs.map(({ from, to, documents, totals }) => [
      from,
      to,
      documents.join(', '),
      ...FATES.map((fate) => String(totals[fate])),
    ]),
  ])
}

function detail({ fields, filled }: PairCoverage): string {
  const rows = FATES.toReversed().flatMap((fate) =>
    fields
      .filter((field) => field.fate === fate)
      .map(({ field, source, target, why }) => [fate, source, field, target, why.join('; ')]),
  )
  const texts = filled.map((message) => [
    'filled',
    '',
    '',
    message,
    'a text of the mapping, no field fills it',
  ])
  return aligned([['fate', 'source', 'hub field', 'target', 'why'], ...rows, ...texts])
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
