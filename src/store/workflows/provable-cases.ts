import type { Tx } from '../database.ts'

/** A case with all that it has to agree with, as of one moment. Lists are JSON. */
export interface ProvableCase {
  readonly id: string
  readonly workflow: string
  readonly key: string
  /** 32 bytes. */
  readonly definition: Uint8Array
  /** Of the definition; null when that is missing. */
  readonly text: string | null
  readonly version: number | null
  readonly office: string
  readonly state: string
  readonly revision: number
  readonly entered: number
  readonly since: Date
  readonly data: string
  readonly dueAt: Date | null
  readonly outcome: string | null
  readonly openedAt: Date
  /** `{ revision, event, cause, index, size, grown, record, payload }`: record and payload in base64, null where they are missing. */
  readonly events: string | null
  /** `{ task, office, role, since, dueAt }` */
  readonly tasks: string | null
  /** `{ revision, place, kind, args, done, exchange, about }` */
  readonly effects: string | null
  /** `{ revision, place, hash, id, version, subCentre, result, minutes, cost }` */
  readonly ratings: string | null
  /** `{ revision, index, key }` */
  readonly bases: string | null
}

const MILLIS = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const instantSql = (column: string): string => `to_char(${column} at time zone 'UTC', ${MILLIS})`

/** Cases after that id, in the order of ids. */
export function casesAfter(db: Tx, after: string, limit: number): Promise<ProvableCase[]> {
  return db.query<ProvableCase>(
    `select c.id, c.workflow, c.key, c.definition, d.text, d.version, c.office, c.state, c.revision, c.entered, c.since,
            c.data::text as data, c.due_at as "dueAt", c.outcome, c.opened_at as "openedAt",
            (select json_agg(json_build_object('revision', e.revision, 'event', e.event, 'cause', e.cause,
                      'index', e.record_index::text, 'grown', e.receipt_size > e.record_index
                        and exists (select 1 from checkpoint k where k.size = e.receipt_size)
                        and not exists (select 1 from checkpoint k
                                         where k.size > e.record_index and k.size < e.receipt_size),
                      'record', encode(l.record, 'base64'), 'payload', encode(p.bytes, 'base64'),
                      'same', l.payload_id is not distinct from e.payload_id)
                    order by e.revision)::text
               from case_event e left join leaf l on l.index = e.record_index
               left join payload p on p.id = e.payload_id
              where e.case_id = c.id) as events,
            (select json_agg(json_build_object('task', t.task, 'office', t.office, 'role', t.role,
                      'since', ${instantSql('t.since')}, 'dueAt', ${instantSql('t.due_at')}) order by t.task collate "C")::text
               from case_task t where t.case_id = c.id) as tasks,
            (select json_agg(json_build_object('revision', f.revision, 'place', f.place, 'kind', f.kind, 'args', f.args,
                      'done', f.done_at is not null, 'exchange', f.exchange_id, 'about', x.about)
                    order by f.revision, f.place)::text
               from case_effect f left join exchange x on x.id = f.exchange_id
              where f.case_id = c.id) as effects,
            (select json_agg(json_build_object('revision', r.revision, 'place', r.place, 'hash', encode(r.hash, 'hex'),
                      'id', r.parameter, 'version', r.version, 'subCentre', r.sub_centre, 'result', r.result,
                      'minutes', r.minutes, 'amount', r.amount::text, 'currency', r.currency)
                    order by r.revision, r.place, r.hash)::text
               from risk_rating r where r.case_id = c.id) as ratings,
            (select json_agg(json_build_object('revision', b.revision, 'index', b.record_index::text,
                      'key', encode(b.key_id, 'hex'), 'record', encode(l.record, 'base64')) order by b.record_index)::text
               from case_basis b left join leaf l on l.index = b.record_index
              where b.case_id = c.id) as bases
       from workflow_case c left join workflow_definition d on d.hash = c.definition
      where c.id > $1 order by c.id limit $2`,
    [after, limit],
  )
}

/** Events of cases that are written down under these indexes of the log. */
export function eventsAt(
  db: Tx,
  indexes: readonly bigint[],
): Promise<{ index: bigint; caseId: string; revision: number }[]> {
  return db.query(
    `select record_index as index, case_id as "caseId", revision from case_event where record_index = any($1::bigint[])`,
    [indexes.map(String)],
  )
}

/** Definitions that are kept. */
export function definitionTexts(
  db: Tx,
): Promise<{ hash: Uint8Array; text: string; workflow: string; version: number }[]> {
  return db.query('select hash, text, workflow, version from workflow_definition')
}

/** Of exchanges that we began about cases: those that no effect of theirs names. */
export function unsentByEffects(
  db: Tx,
  exchanges: readonly { readonly exchange: string; readonly about: string }[],
): Promise<{ exchange: string; about: string }[]> {
  return db.query(
    `select k.exchange, k.about from unnest($1::uuid[], $2::uuid[]) as k (exchange, about)
       join workflow_case c on c.id = k.about
      where not exists (select 1 from case_effect f where f.case_id = c.id and f.exchange_id = k.exchange)`,
    [exchanges.map(({ exchange }) => exchange), exchanges.map(({ about }) => about)],
  )
}
