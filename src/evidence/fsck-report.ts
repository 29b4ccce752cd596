/** Records, and what the ledger made of them, come in the order of the log; the others are tables. */
export type FsckStage =
  | 'records'
  | 'verifications'
  | 'write-offs'
  | 'exchanges'
  | 'acknowledgements'
  | 'outgoing messages'
  | 'reports'
  | 'inquiries'
  | 'inquirers'
  | 'recalls'
  | 'cases'
  | 'trips'
  | 'payloads'

export interface FsckProgress {
  readonly stage: FsckStage
  readonly done: bigint
  /** Known for records only. */
  readonly total: bigint | undefined
}

export interface FsckProblem {
  /** What is damaged, by the name an operator finds it under: `leaf 17`, `tile/0/000.p/5`, `payload <id>`. */
  readonly place: string
  readonly detail: string
}

/** Names a problem; they are collected, so that one damaged place does not hide another. */
export type Report = (place: string, detail: string) => void

export interface FsckReport {
  readonly records: bigint
  readonly checkpoints: bigint
  readonly payloads: bigint
  readonly problems: readonly FsckProblem[]
}

/** Names of what does not agree. */
export function falseNames(same: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(same).flatMap(([name, fits]) => (fits ? [] : [name]))
}
