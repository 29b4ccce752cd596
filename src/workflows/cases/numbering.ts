import type { Tx } from '../../store/database.ts'

/**
 * Gives cases their keys where the office numbers what an act opens: load checklists that it issues. Under the lock of the log's head,
 * so that a number is used or still free, and an act that is refused uses none.
 */
export interface Numbering {
  /** A number as the office could give it at that moment; nobody is given it. Undefined: the office gives none. */
  sample(office: string, at: Date): string | undefined
  /**
   * Reads which numbers are free.
   * @param wanted one for each act that may need one
   * @param most cases that the batch may open
   */
  begin(
    tx: Tx,
    wanted: readonly { readonly workflow: string; readonly office: string }[],
    most: number,
  ): Promise<Numbers>
}

/** The numbers of one batch. */
export interface Numbers {
  /**
   * The next number of the office at that moment; it stays free until it is taken.
   * @param isKnown whether there is a case about a number
   * @throws KhorgosError CHECKLIST_NUMBERS_EXHAUSTED, ACT_INVALID for an office that gives none
   */
  next(office: string, at: Date, isKnown: (number: string) => boolean): string
  take(number: string): void
  /** Writes down what was taken. */
  write(tx: Tx): Promise<void>
}
