import type { Tx } from '../database.ts'

export interface DefinitionRow {
  /** 32 bytes. */
  readonly hash: Uint8Array
  readonly workflow: string
  readonly version: number
  readonly text: string
}

/** @returns every definition of the workflow and version: the one that was there, or the one that is kept now */
export async function keepDefinition(db: Tx, row: DefinitionRow): Promise<DefinitionRow | undefined> {
  const [found] = await db.query<DefinitionRow>(
    `with kept as (
       insert into workflow_definition (hash, workflow, version, text) values ($1, $2, $3, $4)
       on conflict do nothing returning hash, workflow, version, text)
     select * from kept
      union
     select hash, workflow, version, text from workflow_definition where workflow = $2 and version = $3`,
    [row.hash, row.workflow, row.version, row.text],
  )
  return found
}

/** Those by which cases still run, or can still be told of what fell. */
export function definitionsKept(db: Tx): Promise<DefinitionRow[]> {
  return db.query<DefinitionRow>('select hash, workflow, version, text from workflow_definition')
}
