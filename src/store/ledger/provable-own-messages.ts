import type { Tx } from '../database.ts'

/** An exchange of our own, and what its record says that it is about. */
export interface OwnExchange {
  readonly exchange: string
  readonly about: string
}

/** Whose row has to name such an exchange. */
export interface OwnExchangeRows extends OwnExchange {
  /** Whether it is about a write-off, and a report names it. */
  readonly isOfWriteOff: boolean
  readonly isReported: boolean
  /** Whether it is about a verification, and an inquiry that was made for it names it. */
  readonly isOfVerification: boolean
  readonly isInquired: boolean
}

export function rowsOfOwnExchanges(db: Tx, exchanges: readonly OwnExchange[]): Promise<OwnExchangeRows[]> {
  return db.query<OwnExchangeRows>(
    `select k.exchange, k.about,
            exists (select 1 from write_off w where w.id = k.about) as "isOfWriteOff",
            exists (select 1 from leaf l join report r on r.position = l.index
                     where l.subject_id = k.about and r.exchange_id = k.exchange) as "isReported",
            exists (select 1 from verification v where v.id = k.about) as "isOfVerification",
            exists (select 1 from inquirer r join inquiry i on i.id = r.inquiry
                     where r.verification = k.about and k.exchange = any(i.exchanges)) as "isInquired"
       from unnest($1::uuid[], $2::uuid[]) as k (exchange, about)`,
    [exchanges.map(({ exchange }) => exchange), exchanges.map(({ about }) => about)],
  )
}
