export interface FsckProgress {
  readonly stage: 'records' | 'payloads'
  readonly done: bigint
  /** Unknown for payloads. */
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
