/** What every evidence record says. */
export interface RecordHead {
  readonly v: 1
  /** UTC, millisecond precision, never before the record ahead of it in the log. */
  readonly at: string
}
