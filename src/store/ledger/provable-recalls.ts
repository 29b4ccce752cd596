import type { Tx } from '../database.ts'

/** A recall that is still due, with what it has to agree with. */
export interface ProvableRecall {
  readonly factPosition: bigint
  readonly document: bigint
  readonly reason: string
  readonly toldAfter: bigint
  readonly toldBefore: bigint
  /** Of the fact by which it fell; null when there is none. */
  readonly factDocument: bigint | null
  readonly status: string | null
  /** Status of the document before that; null when it was not known. */
  readonly statusBefore: string | null
  /** Whether the fact took back what the issuer had confirmed of papers, and nothing but papers is known. */
  readonly isTakenBack: boolean
  /** Whether the fact refuted a paper of a number of which others were confirmed, and nothing but papers is known. */
  readonly isRefuted: boolean
  /** Whether the document, or what was confirmed of it, said something else before that fact. */
  readonly isNewerEdition: boolean
  /** Whether the document is built on the one that fell. */
  readonly isBuiltOn: boolean
  /** Whether a partner states the key of the fact as lost, and this part of the log is what has to be recalled for that. */
  readonly isOfLostKey: boolean
}

/** Name of a recall. */
export type RecallKey = Pick<ProvableRecall, 'factPosition' | 'document' | 'reason' | 'toldAfter'>

/** What a document says, without how it stands, what became of it, what was said of papers and by whom. */
const issueSql = (fact: string): string =>
  `(${fact}.content::jsonb
    - '{v,key,event,status,seed,next,amended,answered,papers,releaseDay,revocation,provenance,bare}'::text[])`

/** Whether nothing was heard of it but news, or what was said of papers that bear its number. */
const isBareSql = (fact: string): string =>
  `(${fact}.content -> 'bare' is not null or ${issueSql(fact)} = '{"lines": []}'::jsonb)`

const hasConfirmedSql = (fact: string): string =>
  `coalesce(${fact}.content::jsonb @> '{"papers":[{"said":"confirmed"}]}', false)`

const TAKES_BACK = `(f.event = 'contradicted' and ${isBareSql('f')})`

/** Recalls after that one in the order of their keys. */
export function recallsAfter(db: Tx, after: RecallKey, limit: number): Promise<ProvableRecall[]> {
  return db.query<ProvableRecall>(
    `select r.fact_position as "factPosition", r.document, r.reason, r.told_after as "toldAfter",
            r.told_before as "toldBefore", f.document as "factDocument", f.status,
            (select e.status from fact e
              where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
                and e.position < f.position order by e.position desc limit 1) as "statusBefore",
            coalesce(${TAKES_BACK} and f.position > f.document, false) as "isTakenBack",
            coalesce(f.event in ('disowned', 'unfounded') and ${isBareSql('f')} and (select ${hasConfirmedSql('e')} from fact e
              where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
                and e.position < f.position order by e.position desc limit 1), false) as "isRefuted",
            coalesce((select (not ${isBareSql('e')} or ${hasConfirmedSql('e')}) and ${issueSql('e')} <> ${issueSql('f')} from fact e
              where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
                and e.position < f.position order by e.position desc limit 1), false) as "isNewerEdition",
            exists (select 1 from fact b
                     where b.base = f.number and b.kind = f.kind and b.series = f.series and b.document = r.document
                       and b.position < f.position) as "isBuiltOn",
            exists (select 1 from key_loss k
                     where k.key_id = f.key_id and k.since <= f.known_at and f.position < k.to_size
                       and r.told_after = greatest(f.position, k.from_size - 1)
                       and r.told_before = least(k.to_size, (
                         select n.position from fact n
                          where n.number = f.number and n.issuer = f.issuer and n.kind = f.kind and n.series = f.series
                            and n.position > f.position
                            and not exists (select 1 from json_array_elements(n.content -> 'provenance') p
                                             where p ->> 'exchange' = f.exchange_id::text)
                          order by n.position limit 1))) as "isOfLostKey"
       from recall r left join fact f on f.position = r.fact_position
      where (r.fact_position, r.document, r.reason, r.told_after) > ($1, $2, $3, $4)
      order by r.fact_position, r.document, r.reason, r.told_after limit $5`,
    [
      after.factPosition.toString(),
      after.document.toString(),
      after.reason,
      after.toldAfter.toString(),
      limit,
    ],
  )
}

/** A fact and how its document stood before it. */
export interface StatusChange {
  readonly position: bigint
  readonly status: string
  /** Null when it was not known. */
  readonly before: string | null
  /** Whether it tells of papers that its issuer was asked about: known by these alone, nothing was built on it. */
  readonly hasPapers: boolean
}

/**
 * Facts of a part of the log after which a document stands otherwise than before. What takes back a confirmation is none: who
 * relied on that is another question than how the document stands.
 */
export function statusChanges(
  db: Tx,
  span: { readonly first: bigint; readonly end: bigint },
): Promise<StatusChange[]> {
  return db.query<StatusChange>(
    `select f.position, f.status, b.status as before, f.content -> 'papers' is not null as "hasPapers"
       from fact f
       left join lateral (
         select e.status from fact e
          where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
            and e.position < f.position order by e.position desc limit 1) b on true
      where f.position >= $1 and f.position < $2 and f.status is distinct from b.status and f.status <> 'in-force'
        and not ${TAKES_BACK}
      order by f.position`,
    [span.first, span.end],
  )
}

/** Somebody who relied on a document that fell, was not told of it, and is not about to be. */
export interface Untold {
  readonly id: string
  readonly subject: 'verification' | 'write-off'
}

/** So many are named of one fact. */
const UNTOLD_PER_FACT = 100
/** The migration that made notices and recalls: what fell before that was told to nobody. */
const NOTICES = 12

const notToldSql = (reason: string): string => `not exists (
          select 1 from notice n where n.about = r.id and n.kind = 'recalled' and n.reason = ${reason} and n.fact_position = $1)`

/** Who relied on the document of that fact. A recall that is still due will tell them. */
export function untoldOf(db: Tx, position: bigint, reason: string): Promise<Untold[]> {
  return db.query<Untold>(
    `with fell as (
       select f.* from fact f
        where f.position = $1 and f.known_at >= (select applied_at from migration where number = ${NOTICES})
          and not exists (select 1 from recall c
                           where c.fact_position = f.position and c.document = f.document and c.reason = $2))
     (select r.id, 'verification' as subject from fell f join verification r on r.document = f.document
       where r.record_index < $1 and r.verdict <> 'refuted' and ${notToldSql('$2')} limit ${UNTOLD_PER_FACT})
      union all
     (select r.id, 'write-off' from fell f join write_off r on r.document = f.document
       where r.fact_position < $1 and r.state in ('reserved', 'used') and ${notToldSql('$2')} limit ${UNTOLD_PER_FACT})`,
    [position.toString(), reason],
  )
}

/**
 * Who relied on documents that state that they are built on the one that ended by that fact (where they do not state whose that is,
 * agreements tell, which no row does). They are told after those who relied on that
 * one itself.
 */
export function untoldOfBase(
  db: Tx,
  position: bigint,
  { reason, ended }: { readonly reason: string; readonly ended: readonly string[] },
): Promise<Untold[]> {
  return db.query<Untold>(
    `with built as (
       select distinct b.document from fact f join fact b on b.base = f.number and b.kind = f.kind and b.series = f.series
        where f.position = $1 and f.known_at >= (select applied_at from migration where number = ${NOTICES})
          and b.position < f.position and b.content ->> 'baseIssuer' = f.issuer
          and not exists (select 1 from recall c
                           where c.fact_position = $1 and c.reason <> $2 and c.document = f.document)
          and not exists (select 1 from recall c
                           where c.fact_position = $1 and c.reason = $2 and c.document = b.document)
          and not exists (select 1 from fact e
               where e.number = f.number and e.issuer = f.issuer and e.kind = f.kind and e.series = f.series
                 and e.position < f.position and e.status = any($3::text[])))
     (select r.id, 'verification' as subject from built b join verification r on r.document = b.document
       where r.record_index < $1 and r.verdict <> 'refuted' and ${notToldSql('$2')} limit ${UNTOLD_PER_FACT})
      union all
     (select r.id, 'write-off' from built b join write_off r on r.document = b.document
       where r.fact_position < $1 and r.state in ('reserved', 'used') and ${notToldSql('$2')} limit ${UNTOLD_PER_FACT})`,
    [position.toString(), reason, ended],
  )
}
