import type { Tx } from './database.ts'

/** A version of a partner file, with the key files it names. */
export interface AgreementRow {
  /** Hex. */
  readonly sha256: string
  readonly partner: string
  readonly name: string
  readonly text: string
  readonly keyFiles: Readonly<Record<string, string>>
}

/** Keeps a version for as long as the log: what a record names must be shown later, whatever the file says then. */
export async function keepAgreement(db: Tx, row: AgreementRow): Promise<void> {
  await db.query(
    `insert into agreement (sha256, partner, name, text, key_files) values (decode($1, 'hex'), $2, $3, $4, $5::jsonb)
     on conflict (sha256) do nothing`,
    [row.sha256, row.partner, row.name, row.text, JSON.stringify(row.keyFiles)],
  )
}

/** Oldest first. */
export function agreementsBySha256(db: Tx, sha256: readonly string[]): Promise<AgreementRow[]> {
  return db.query<AgreementRow>(
    `select encode(sha256, 'hex') as sha256, partner, name, text, key_files as "keyFiles"
       from agreement where encode(sha256, 'hex') = any($1::text[]) order by first_used, name`,
    [sha256],
  )
}
