/** How the identifiers of one register look, and how they are checked. */
export interface IdentifierScheme {
  /** Without backtracking: texts come from outside. */
  readonly form: RegExp
  /** The form in words, for the sentence of an error. */
  readonly shape: string
  /** Letters that only look right are taken for what they look like (the register itself does). */
  readonly letters?: 'by look'
  /** Whether the check digits are right; called only for texts of the form. Absent: the register has none, or none that is public. */
  readonly isChecked?: (id: string) => boolean
}
