import type { Tx } from '../database.ts'

/** An event that changed which risk parameters are in force. */
export interface ParameterChangeRow {
  readonly record: bigint
  readonly caseId: string
  /** Canonical JSON of the event; null once it was erased. */
  readonly payload: Uint8Array | null
}

/** Those behind a record of the log, in its order. The names stand here as in the index that finds them. */
export function parameterChangesAfter(db: Tx, record: bigint): Promise<ParameterChangeRow[]> {
  return db.query<ParameterChangeRow>(
    `select e.record_index as record, e.case_id as "caseId", p.bytes as payload
       from case_event e left join payload p on p.id = e.payload_id
      where e.event in ('parameters-loaded', 'parameters-activated', 'parameters-withdrawn') and e.record_index > $1
      order by e.record_index`,
    [record.toString()],
  )
}
