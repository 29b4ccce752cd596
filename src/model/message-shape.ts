/**
 * What a format's own schema says of a message, as far as judging a mapping needs it: which fields there may be, and
 * which there must be. Whatever the syntax, a schema can be told in this form.
 */
export interface ShapeElement {
  readonly name: string
  /** '' for none. */
  readonly namespace: string
  /** It stands wherever its parent stands; false for one branch of a choice. */
  readonly required: boolean
  readonly repeats: boolean
  /** What its text may be, for people: `an..35`, `decimal`; '' for an element without text. */
  readonly text: string
  /** The one value it may have. */
  readonly fixed: string | undefined
  /** The schema allows elements it does not name. */
  readonly open: boolean
  /** Made when asked for: types may contain themselves. */
  children(): readonly ShapeElement[]
  attributes(): readonly ShapeAttribute[]
}

export interface ShapeAttribute {
  readonly name: string
  readonly required: boolean
  readonly text: string
  readonly fixed: string | undefined
}
