import type { JsonObject } from '../model/json.ts'
import type {
  Act,
  ActDone,
  CaseView,
  OfficeEvent,
  TaskView,
  TimelineEvent,
} from '../workflows/cases/service.ts'
import { type BodyReader, readerOf } from './body-reader.ts'
import { ACT, OPENING } from './case-schemas.ts'

/** Cases and tasks as the API tells them, and what people send. */

export interface ActBody extends Act {
  readonly revision: number
  readonly data: JsonObject
}

export interface OpeningBody extends Act {
  readonly workflow: string
  /** Absent where the office gives it. */
  readonly key?: string
  readonly office: string
}

export const actReader = (): BodyReader<ActBody> => readerOf<ActBody>('act', ACT)
export const openingReader = (): BodyReader<OpeningBody> =>
  readerOf<OpeningBody>('opening of a case', OPENING)

/** Absent things are absent. */
export function taskBody({ since, dueAt, ...task }: TaskView) {
  return {
    ...task,
    since: since.toISOString(),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    links: { case: caseAddress(task.case) },
  }
}

/** A case without what it knows, which may be much. */
export function summaryBody({ id, since, dueAt, outcome, ...rest }: CaseView) {
  const { workflow, version, definition, key, office, state, title, revision } = rest
  const self = caseAddress(id)
  return {
    case: id,
    workflow,
    version,
    definition,
    key,
    office,
    state,
    title,
    revision,
    since: since.toISOString(),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    ...(outcome !== undefined && { outcome }),
    links: {
      self,
      events: `${self}/events`,
      acts: `${self}/acts`,
      definition: `/v1/workflows/${workflow}/${version}`,
    },
  }
}

export function caseBody(view: CaseView) {
  const { links, ...standing } = summaryBody(view)
  return { ...standing, data: view.data, acts: view.acts, links }
}

export function doneBody({ case: view, revision, repeated, receipt }: ActDone) {
  return { case: caseBody(view), revision, repeated, receipt }
}

/** Without the event as it was recorded once that was erased. */
export function eventBody({ revision, event, record, told }: TimelineEvent) {
  return { revision, event, index: record.toString(), ...(told && { recorded: told }) }
}

/** Small: whoever wants more reads the case. */
export function officeEventBody(event: OfficeEvent) {
  const { workflow, key, office, revision, event: name, state } = event
  return {
    case: event.case,
    workflow,
    key,
    office,
    revision,
    event: name,
    state,
    links: { case: caseAddress(event.case) },
  }
}

export function caseAddress(id: string): string {
  return `/v1/cases/${id}`
}
