import type { JsonObject } from '../../model/json.ts'
import type { CaseRow } from '../../store/workflows/cases.ts'
import type { KnownEvent } from '../../store/workflows/case-events.ts'
import { KhorgosError } from '../../errors.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { Case } from './case.ts'
import type { ActOpening, Happening, Opening } from './entry.ts'

/** Cases as they stood when the log's head was locked, and as they have moved since: an entry sees those before it as done. */
export interface KnownCases {
  find(target: { readonly case: string } | Pick<Opening, 'workflow' | 'key'>): Case | undefined
  /** The case of a workflow that that cause opened, where it was asked for or is of the batch. */
  openedBy(workflow: string, cause: string): Case | undefined
  /** The case as it is now; also one that has just opened. */
  put(moved: Case): void
  /** Cases that were put, as they are now, with the revision that is in the database: 0 for a new one. */
  moved(): readonly { readonly before: number; readonly after: Case }[]
  /** What that cause made happen in the case before the batch, or in it. */
  caused(caseId: string, cause: string): readonly KnownEvent[]
  /** What made happen the event of that number, where that is known: of those that were read, and of the batch. */
  causeOf(caseId: string, revision: number): string | undefined
  putEvent(event: KnownEvent): void
  putOpening(caseId: string, cause: string): void
  putCause(caseId: string, revision: number, cause: string): void
}

export function createKnownCases(cases: readonly Case[]): KnownCases {
  const byId = new Map(cases.map((each) => [each.id, each]))
  const byName = new Map(cases.map((each) => [nameOf(each), each.id]))
  const stored = new Map(cases.map(({ id, revision }) => [id, revision]))
  const caused = new Map<string, readonly KnownEvent[]>()
  const causes = new Map<string, string>()
  const opened = new Map<string, string>()
  const moved = new Set<string>()
  const putOpening = (caseId: string, cause: string): void => {
    const workflow = byId.get(caseId)?.workflow
    if (workflow !== undefined) opened.set(keyOf(workflow, cause), caseId)
  }
  return {
    find(target) {
      const id = 'case' in target ? target.case : byName.get(nameOf(target))
      return id === undefined ? undefined : byId.get(id)
    },
    openedBy: (workflow, cause) => byId.get(opened.get(keyOf(workflow, cause)) ?? ''),
    put(after) {
      byId.set(after.id, after)
      byName.set(nameOf(after), after.id)
      moved.add(after.id)
    },
    moved: () =>
      [...moved].flatMap((id) => {
        const after = byId.get(id)
        return after === undefined ? [] : [{ before: stored.get(id) ?? 0, after }]
      }),
    caused: (caseId, cause) => caused.get(keyOf(caseId, cause)) ?? [],
    causeOf: (caseId, revision) => causes.get(keyOf(caseId, revision)),
    putEvent(event) {
      const { caseId, cause, revision } = event
      const key = keyOf(caseId, cause)
      caused.set(key, [...(caused.get(key) ?? []), event])
      causes.set(keyOf(caseId, revision), cause)
      if (revision === 1) putOpening(caseId, cause)
    },
    putOpening,
    putCause: (caseId, revision, cause) => void causes.set(keyOf(caseId, revision), cause),
  }
}

/** The case that is meant; one that its office numbered is found by what opened it. */
export function foundBy(
  target: Happening['target'] | ActOpening,
  cause: string,
  known: KnownCases,
): Case | undefined {
  if ('case' in target) return known.find(target)
  const { workflow, key } = target
  return key === undefined ? known.openedBy(workflow, cause) : known.find({ workflow, key })
}

const nameOf = ({ workflow, key }: Pick<Opening, 'workflow' | 'key'>): string => `${workflow}\n${key}`
const keyOf = (one: string, of: string | number): string => `${one}\n${of}`

/** @throws KhorgosError INTERNAL when its definition is not there: every one that a case runs by is kept */
export function caseOf(row: CaseRow, definitions: Definitions): Case {
  const hash = Buffer.from(row.definition).toString('hex')
  const definition = definitions.byHash(hash)
  if (definition === undefined)
    throw new KhorgosError('INTERNAL', `The definition ${hash} of case ${row.id} is not there.`)
  const data: JsonObject = JSON.parse(row.data)
  return {
    id: row.id,
    workflow: row.workflow,
    version: definition.version,
    definition: hash,
    key: row.key,
    office: row.office,
    state: row.state,
    revision: row.revision,
    entered: row.entered,
    since: row.since,
    data,
    dueAt: row.dueAt ?? undefined,
    outcome: row.outcome ?? undefined,
  }
}
