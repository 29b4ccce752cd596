import { canonicalJson } from '../../evidence/canonical-json.ts'
import type { FsckProgress, Report } from '../../evidence/fsck-report.ts'
import { checkEach, NIL_ID } from '../../evidence/fsck-walk.ts'
import type { Database } from '../../store/database.ts'
import { recordsFrom } from '../../store/workflows/cursor.ts'
import {
  keysBetween,
  type PieceRow,
  piecesBetween,
  piecesOfTrips,
} from '../../store/workflows/trip-pieces.ts'
import { readCargoCursor, type TripRow, tripsAfter } from '../../store/workflows/trips.ts'
import { gather } from './gather.ts'
import { neighboursOf, pieceIn } from './neighbours.ts'
import { keyRowsOf } from './participant.ts'
import { nameOf, type Piece } from './piece.ts'
import { piecesIn, type PiecesParts } from './pieces-in.ts'
import { tripIdOf } from './trip-id.ts'
import { type WeighParts, weighTrip } from './weigh.ts'

export interface AuditParts extends PiecesParts, Pick<WeighParts, 'lostKeys'> {
  readonly database: Database
}

const PAGE = 256

/**
 * Makes cargo accounts once more of the log, by the rules that they were made by, and names every row that is not what comes out. Where
 * other rules are in force now, the next start makes all of them anew, and nothing is compared.
 *
 * @returns whether it was compared
 */
export async function auditCargo(
  parts: AuditParts,
  report: Report,
  onProgress: (progress: FsckProgress) => void,
): Promise<boolean> {
  const { database, rules } = parts
  const cursor = await readCargoCursor(database)
  if (cursor.rules === null || Buffer.from(cursor.rules).toString('hex') !== rules.hash) return false
  const { reached } = cursor
  for (let first = 0n; first < reached;) {
    const page = (await recordsFrom(database, first, PAGE)).filter(({ index }) => index < reached)
    const end = (page.at(-1)?.index ?? reached - 1n) + 1n
    await comparePieces(parts, page, { first, end }, report)
    first = end
  }
  const beyond = await piecesBetween(database, { first: reached, end: MAX_INDEX })
  for (const { recordIndex, paper } of beyond)
    report(`piece ${recordIndex} ${paper}`, 'is of a record that was not looked at')
  const isFollowed = await hasFollowed(parts, reached)
  await checkEach(
    'trips',
    {
      first: NIL_ID,
      limit: PAGE,
      page: (after: string, limit: number) => tripsAfter(database, after, limit),
      keyOf: ({ id }: TripRow) => id,
    },
    { nameOf: ({ id }) => `trip ${id}`, problemsOf: (row) => tripProblems(parts, row, isFollowed) },
    report,
    onProgress,
  )
  return true
}

const MAX_INDEX = 2n ** 63n - 1n

/** Whether nothing behind that record tells of trips. */
async function hasFollowed(parts: AuditParts, reached: bigint): Promise<boolean> {
  const tail = await recordsFrom(parts.database, reached, Number.MAX_SAFE_INTEGER)
  const { pieces, facts } = await piecesIn(tail, parts)
  return pieces.length === 0 && facts.length === 0
}

async function comparePieces(
  parts: AuditParts,
  page: Parameters<typeof piecesIn>[0],
  span: { readonly first: bigint; readonly end: bigint },
  report: Report,
): Promise<void> {
  const { database } = parts
  const [{ pieces }, rows, keys] = await Promise.all([
    piecesIn(page, parts),
    piecesBetween(database, span),
    keysBetween(database, span),
  ])
  const kept = new Map(rows.map((row) => [nameOfRow(row), row]))
  const wanted = new Set(pieces.map(nameOf))
  for (const piece of pieces) {
    const row = kept.get(nameOf(piece))
    const name = `piece ${nameOf(piece)}`
    if (row === undefined) report(name, 'is missing; its record is there')
    else {
      if (canonicalJson(JSON.parse(row.piece)) !== canonicalJson(piece))
        report(name, 'is not what its record says')
      if ((row.tripId === null) !== (parts.rules.paper.get(piece.paper)?.attached === true))
        report(name, 'is of a trip though it joins nothing, or of none though it does')
    }
    const found = keys.filter((key) => nameOfRow(key) === nameOf(piece)).map(keyText)
    if (found.toSorted().join('\n') !== keyRowsOf(piece).map(keyText).toSorted().join('\n'))
      report(name, 'is not found by the keys that it names')
  }
  for (const row of rows)
    if (!wanted.has(nameOfRow(row))) report(`piece ${nameOfRow(row)}`, 'is of no record that says so')
}

const nameOfRow = ({ recordIndex, paper }: Pick<PieceRow, 'recordIndex' | 'paper'>): string =>
  `${recordIndex} ${paper}`

const keyText = ({ key, value, at }: { key: string; value: string; at: string | Date }): string =>
  `${key} ${value} ${new Date(at).toISOString()}`

/** Its pieces are those that belong together, and what was found is what they say together. */
async function tripProblems(parts: AuditParts, row: TripRow, isFollowed: boolean): Promise<string[]> {
  const { database, rules } = parts
  const pieces = (await piecesOfTrips(database, [row.id], rules.limits.pieces + 1)).map(pieceIn)
  if (pieces.length > rules.limits.pieces) return []
  const problems = pieces.length === 0 ? [] : await joinProblems(parts, row, pieces)
  // What was stirred is looked at when the gateway runs.
  const waits = row.dueAt !== null && row.dueAt.getTime() === 0
  if (waits || row.weighedAt === null || !isFollowed || problems.length > 0) return problems
  const { account, findings } = await weighTrip(parts, row, row.weighedAt)
  return [
    ...(canonicalJson(findings) === canonicalJson(JSON.parse(row.findings))
      ? []
      : ['its findings are not what its papers come to']),
    ...(account?.dueAt?.getTime() === row.dueAt?.getTime()
      ? []
      : ['the time at which something will be missing is not what its papers come to']),
  ]
}

async function joinProblems(
  { database, rules }: AuditParts,
  row: TripRow,
  pieces: readonly Piece[],
): Promise<string[]> {
  const near = await neighboursOf(database, pieces, rules)
  if (near === undefined) return []
  const own = new Set(pieces.map(nameOf))
  const groups = gather(near.pieces, rules).filter((group) =>
    group.pieces.some((piece) => own.has(nameOf(piece))),
  )
  const [group] = groups
  if (group === undefined || groups.length > 1) return ['its pieces do not belong together']
  return [
    ...(group.pieces.length > own.size ? ['some of its pieces are of another trip'] : []),
    ...(group.pieces.length === own.size && tripIdOf(group.pieces) !== row.id
      ? ['it is not named after its first piece']
      : []),
    ...(canonicalJson(group.doubts) === canonicalJson(JSON.parse(row.doubts))
      ? []
      : ['what it could be of is not what its pieces come to']),
    ...(row.joined === null ? [] : ['it has pieces, and is said to be another trip']),
  ]
}
