import { isDeepStrictEqual } from 'node:util'
import type { EndedRecord, PostedRecord } from '../../../src/evidence/record.ts'
import type { PostedLine } from '../../../src/model/generated/verification/write-off.ts'
import type { Entry } from '../public-log.ts'
import { isStep, type StepRecord } from './steps.ts'
import type { Requested } from '../../../src/ledger/reports/report-document.ts'
import { requested } from '../../ledger/write-off-desk.ts'
import { nameOf, type Asked, type Told } from './history.ts'
import {
  millionths,
  NaiveLedger,
  type Amounts,
  type Changes,
  type Decision,
  type Totals,
} from './naive-ledger.ts'

/**
 * Whether everything that clients were told is what one gives who decides one wish after the other, in the order of the
 * log: who got what, who was refused and why, what was left. Empty: it is.
 */
export function decisionProblems(entries: readonly Entry[], told: readonly Told[], totals: Totals): string[] {
  const replay = new Replay(told, totals)
  const problems = entries.flatMap((entry) =>
    replay.next(entry).map((problem) => `record ${entry.index}: ${problem}`),
  )
  return [...problems, ...replay.overdue()]
}

/** Between the end of a reservation and its record, for the loop to come by. */
const LATE_MS = 20_000

class Replay {
  readonly #ledger: NaiveLedger
  readonly #totals: Totals
  readonly #told = new Map<number, Told[]>()
  /** Steps of which some attempt was never replied to, by write-off. */
  readonly #lost = new Map<string, Set<Extract<Asked, { what: 'step' }>>>()
  readonly #wishes: ReadonlySet<string>
  /** A statement of each write-off that anybody was told of. */
  readonly #seen = new Map<string, Requested>()
  /** Names of lines by balance, as statements tell them. */
  readonly #names = new Map<string, string>()
  readonly #newest = new Map<string, number>()
  /** Time of the record that is looked at, in ms. */
  #now = 0

  constructor(told: readonly Told[], totals: Totals) {
    this.#ledger = new NaiveLedger(totals)
    this.#totals = totals
    this.#wishes = new Set(told.map(({ asked }) => nameOf(asked)))
    for (const each of told) {
      const { index, asked, lost, said } = each
      if (said.is === 'statement') this.#seen.set(said.statement.writeOff, requested(said.statement))
      this.#told.set(index, [...(this.#told.get(index) ?? []), each])
      if (asked.what === 'step' && lost > 0)
        this.#lost.set(asked.writeOff, (this.#lost.get(asked.writeOff) ?? new Set()).add(asked))
    }
  }

  next({ index, record }: Entry): string[] {
    this.#now = Date.parse(record.at)
    const told = this.#told.get(index) ?? []
    if (isStep(record)) {
      const said = told.map((each) => each.said).find((each) => each.is === 'statement')
      const problems = [
        ...(record.kind === 'ended' ? this.#ended(record) : []),
        ...(said
          ? this.#made(requested(said.statement), index)
          : record.kind === 'ended'
            ? []
            : this.#unheard(record)),
      ]
      this.#newest.set(record.writeOff, index)
      return problems
    }
    return told.flatMap(({ asked, said }) => {
      if (said.is === 'refusal') return this.#refused(asked, said.code)
      return said.is === 'answer' ? this.#balances(asked, said.answer.balance ?? []) : []
    })
  }

  /** Nobody asks for it, and hardly anybody is told: the agency finds it when it looks. */
  #ended({ writeOff, postings }: EndedRecord): string[] {
    const decided = this.#ledger.decideEnd(writeOff, this.#now)
    const posted = this.#postedBy(postings)
    this.#ledger.make(writeOff, 'ended', posted, this.#now)
    return differ(decided, posted)
  }

  #postedBy(postings: EndedRecord['postings']): Changes {
    return new Map(postings.map((each) => [this.#names.get(each.balance) ?? '', amounts(each)]))
  }

  /** What should have ended long before the last record. */
  overdue(): string[] {
    return this.#ledger.overdue(this.#now - LATE_MS).map((writeOff) => `write-off ${writeOff} never ended`)
  }

  #made(statement: Requested, index: number): string[] {
    const { writeOff, by: agency, request, instruction, state, reason } = statement
    if (reason !== undefined) return this.#stated(statement, index)
    const step =
      instruction !== undefined && (state === 'used' || state === 'released')
        ? { to: state, instruction }
        : undefined
    const wish: Asked = step
      ? { agency, what: 'step', writeOff, ...step }
      : { agency, what: 'write-off', request }
    const decided = step
      ? this.#ledger.decideStep(writeOff, step, this.#now)
      : this.#ledger.decideRequest(agency, request, this.#now)
    const posted = new Map(
      statement.lines.map((line) => [`${request.number} ${line.line} ${line.measure}`, amounts(line.posted)]),
    )
    this.#ledger.make(writeOff, step ?? { agency, request }, posted, this.#now)
    return [
      ...(this.#wishes.has(nameOf(wish)) ? [] : ['nobody asked for it']),
      ...differ(decided, posted),
      ...this.#stated(statement, index),
    ]
  }

  /** What a statement says beside what was decided. */
  #stated(statement: Requested, index: number): string[] {
    const { writeOff } = statement
    return [
      ...(statement.previous === this.#newest.get(writeOff)?.toString()
        ? []
        : [`it follows ${statement.previous ?? 'nothing'}`]),
      ...statement.lines.flatMap((line) => this.#lineProblems(line, statement, index)),
    ]
  }

  #lineProblems(line: PostedLine, { request, writeOff }: Requested, index: number): string[] {
    const name = `${request.number} ${line.line} ${line.measure}`
    const known = this.#names.get(line.balanceId) ?? name
    this.#names.set(line.balanceId, known)
    const { unit } = this.#totals.get(name) ?? {}
    const held = this.#ledger.held(writeOff)?.get(name)
    return [
      ...(known === name ? [] : [`balance ${line.balanceId} is of ${known} and of ${name}`]),
      ...(unit === line.unit ? [] : [`${name} is counted in ${line.unit}`]),
      ...(isDeepStrictEqual(held, amounts(line)) ? [] : [`of ${name} the write-off holds something else`]),
      ...(line.balance === undefined ? [] : this.#leftProblems(name, line.balance, index)),
    ]
  }

  #leftProblems(name: string, left: Left, index: number): string[] {
    const { reserved, used } = this.#ledger.balance(name)
    const total = this.#totals.get(name)?.total ?? 0n
    const expected = [total, reserved, used, total - reserved - used]
    const shown = [left.total, left.reserved, left.used, left.available].map(millionths)
    return isDeepStrictEqual(shown, expected)
      ? []
      : [`${name} is said to stand at ${shown.join(' ')} at ${index}, and stands at ${expected.join(' ')}`]
  }

  /** The reply was lost, and another step, or the end of the reservation, came before it could be asked for again. */
  #unheard(record: StepRecord): string[] {
    const { writeOff } = record
    const later = this.#seen.get(writeOff)
    if (record.kind === 'reserved' && later?.reason !== undefined) return this.#reserved(record, later)
    const posted = this.#postedBy('postings' in record ? record.postings : [])
    for (const step of this.#lost.get(writeOff) ?? [])
      if (
        step.to === record.kind &&
        differ(this.#ledger.decideStep(writeOff, step, this.#now), posted).length === 0
      ) {
        this.#ledger.make(writeOff, step, posted, this.#now)
        return []
      }
    return [`nobody who lost a reply can have made write-off ${writeOff} ${record.kind}`]
  }

  /** Whoever asks again after the end is told of the end, with what he had asked for. */
  #reserved({ writeOff, postings }: PostedRecord, { by: agency, request, lines }: Requested): string[] {
    for (const { balanceId, line, measure } of lines)
      this.#names.set(balanceId, `${request.number} ${line} ${measure}`)
    const decided = this.#ledger.decideRequest(agency, request, this.#now)
    const posted = this.#postedBy(postings)
    this.#ledger.make(writeOff, { agency, request }, posted, this.#now)
    return [
      ...(this.#wishes.has(nameOf({ agency, what: 'write-off', request })) ? [] : ['nobody asked for it']),
      ...differ(decided, posted),
    ]
  }

  #refused(asked: Asked, code: string): string[] {
    if (asked.what !== 'write-off' && asked.what !== 'step') return [`${asked.what} was refused: ${code}`]
    const decided =
      asked.what === 'step'
        ? this.#ledger.decideStep(asked.writeOff, asked, this.#now)
        : this.#ledger.decideRequest(asked.agency, asked.request, this.#now)
    return decided === code ? [] : [`${nameOf(asked)} was refused with ${code}, not ${wordsOf(decided)}`]
  }

  #balances(asked: Asked, balances: readonly (Left & { line: number; measure: string })[]): string[] {
    if (asked.what !== 'question') return [`${asked.what} was answered`]
    if (balances.length === 0) return ['the answer shows no balance']
    return balances.flatMap((left) =>
      this.#leftProblems(`${asked.question.number} ${left.line} ${left.measure}`, left, -1),
    )
  }
}

interface Left {
  readonly total: string
  readonly reserved: string
  readonly used: string
  readonly available: string
}

function differ(decided: Decision, posted: Changes): string[] {
  return isDeepStrictEqual(decided, posted) ? [] : [`it was made ${wordsOf(posted)}, not ${wordsOf(decided)}`]
}

function wordsOf(decision: Decision): string {
  if (typeof decision === 'string') return decision
  return [...decision].map(([name, { reserved, used }]) => `${name}: ${reserved}, ${used}`).join('; ')
}

function amounts({ reserved, used }: { readonly reserved: string; readonly used: string }): Amounts {
  return { reserved: millionths(reserved), used: millionths(used) }
}
