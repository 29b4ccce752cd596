import { objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { ProvableCase } from '../store/workflows/provable-cases.ts'
import { decodeCaseEvent } from './case-event-bytes.ts'
import { causeText, type EventOnRecord, type RecordedEvent } from './case-events.ts'
import { falseNames } from './fsck-report.ts'
import type { MovedRecord } from './workflow-records.ts'
import { recordIn } from './record-reader.ts'

/** An event of a case as rows, record and payload have it. */
export interface FoundEvent {
  /** Absent where record or payload are missing, or are none. */
  readonly recorded?: RecordedEvent
  readonly problems: readonly string[]
}

/** In the order of their numbers. */
export function eventsIn({ id, events }: ProvableCase): FoundEvent[] {
  const list: JsonValue = events === null ? [] : JSON.parse(events)
  return objectsAt({ list }, 'list').map((row) => found(id, row))
}

function found(id: string, row: JsonObject): FoundEvent {
  const name = `its event ${JSON.stringify(row['revision'])}`
  const record = recordIn(Buffer.from(textAt(row, 'record') ?? '', 'base64'))
  if (record?.kind !== 'moved') return { problems: [`${name} is on no record`] }
  const payload = textAt(row, 'payload')
  const problems = [
    ...(row['grown'] === true
      ? []
      : [`${name} has a receipt that is not of the size at which it was committed`]),
    ...(row['same'] === true ? [] : [`${name} has a payload that is not that of its record`]),
  ]
  if (payload === undefined) return { problems: [...problems, ...recordProblems(name, id, row, record)] }
  try {
    const event = decodeCaseEvent(Buffer.from(payload, 'base64'))
    return {
      recorded: { definition: record.definition, event },
      problems: [
        ...problems,
        ...recordProblems(name, id, row, record),
        ...eventProblems(name, row, record, event),
      ],
    }
  } catch {
    return { problems: [...problems, `${name} has a payload that is no event`] }
  }
}

function recordProblems(name: string, id: string, row: JsonObject, record: MovedRecord): string[] {
  const same = { case: record.case === id, number: record.revision === JSON.stringify(row['revision']) }
  return falseNames(same).map((what) => `${name} has a ${what} that is not that of its record`)
}

function eventProblems(name: string, row: JsonObject, record: MovedRecord, event: EventOnRecord): string[] {
  const same = {
    name: row['event'] === event.event,
    cause: row['cause'] === causeText(event.cause),
    number: row['revision'] === event.revision,
    basis: record.basis.join() === event.basis.join(),
    // A deadline happens when it is over, and is written down when somebody comes by.
    time: 'deadline' in event.cause ? event.at <= record.at : event.at === record.at,
  }
  return falseNames(same).map((what) => `${name} has a ${what} that is not that of its payload`)
}
