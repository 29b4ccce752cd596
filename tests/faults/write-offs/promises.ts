import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import type { Entry, PublicLog } from '../public-log.ts'
import { requested } from '../../ledger/write-off-desk.ts'
import { agencyOf, isStep } from './steps.ts'
import type { Told } from './history.ts'

/**
 * Whether the log kept every promise: each reply's record stands at its place in the final log, every statement says what
 * its record posts, and there is one write-off for each reference and none that nobody was told of. Empty: it did.
 */
export function promiseProblems(log: Pick<PublicLog, 'entries' | 'rootAt'>, told: readonly Told[]): string[] {
  const at = new Map(log.entries.map((entry) => [entry.index, entry]))
  const problems = told.flatMap(({ index, record, head, said }) => {
    const entry = at.get(index)
    if (entry === undefined || Buffer.compare(entry.bytes, record) !== 0)
      return [`record ${index} was promised and is not in the log`]
    return [
      ...(log.rootAt(head.size) === head.root ? [] : [`the checkpoint of ${head.size} is of another log`]),
      ...(said.is === 'statement' ? statementProblems(said.statement, entry) : []),
    ].map((problem) => `record ${index}: ${problem}`)
  })
  return [...problems, ...oneFileEach(told), ...oneWriteOffEach(told), ...untold(log.entries, told)]
}

function statementProblems(statement: WriteOff, { index, record }: Entry): string[] {
  if (!isStep(record)) return [`a record "${record.kind}" is about no write-off`]
  const posted = 'postings' in record ? record.postings : []
  const changes = (each: { reserved: string; used: string }, balance: string): string =>
    `${balance} ${each.reserved} ${each.used}`
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['state', record.kind === 'ended' ? 'released' : record.kind, statement.state],
    ['reason', record.kind === 'ended' ? 'RESERVATION_ENDED' : undefined, statement.reason],
    ['end', 'until' in record ? record.until : undefined, statement.reservedUntil],
    ['write-off', record.writeOff, statement.writeOff],
    ['agency', agencyOf(record), statement.by],
    ['time', record.at, statement.at],
    ['place', String(index), statement.ledger.size],
    [
      'changes',
      posted.map((each) => changes(each, each.balance)).join(', '),
      statement.lines.map((each) => changes(each.posted, each.balanceId)).join(', '),
    ],
  ]
  return pairs
    .filter(([, recorded, said]) => recorded !== said)
    .map(
      ([what, recorded, said]) =>
        `the statement has another ${what}: ${String(said)}, not ${String(recorded)}`,
    )
}

/** However often and to whom it is told: the same step has the same signed bytes. */
function oneFileEach(told: readonly Told[]): string[] {
  const files = new Map<number, string>()
  return told.flatMap(({ index, said }) => {
    if (said.is !== 'statement') return []
    const first = files.get(index) ?? said.file
    files.set(index, first)
    return first === said.file ? [] : [`record ${index} was told in other words`]
  })
}

function oneWriteOffEach(told: readonly Told[]): string[] {
  const [writeOffs, references] = [new Map<string, string>(), new Map<string, string>()]
  return told.flatMap(({ said }) => {
    if (said.is !== 'statement') return []
    const { by, request, writeOff } = requested(said.statement)
    const reference = `${by} ${request.reference}`
    const [own, named] = [writeOffs.get(reference) ?? writeOff, references.get(writeOff) ?? reference]
    writeOffs.set(reference, own)
    references.set(writeOff, named)
    return own === writeOff && named === reference
      ? []
      : [`${reference} is the reference of ${own} and of ${writeOff}, which is also ${named}`]
  })
}

/** Every client asks until it is told, so that a write-off nobody knows is one that nobody asked for. */
function untold(entries: readonly Entry[], told: readonly Told[]): string[] {
  const known = new Set(told.map(({ said }) => (said.is === 'statement' ? said.statement.writeOff : '')))
  const strange = entries.flatMap(({ record }) =>
    'writeOff' in record && !known.has(record.writeOff) ? [record.writeOff] : [],
  )
  return [...new Set(strange)].map((writeOff) => `nobody was told of write-off ${writeOff}`)
}
