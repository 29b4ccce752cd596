import type { OperatorClass } from '../channel/vocabulary.ts'

/** Whose economic operators count with us, and as what: one file of `schemas/workflows/programmes`. */
export interface Programme {
  readonly id: string
  readonly name: string
  readonly basis: 'published' | 'reconstructed' | 'sandbox'
  /** Whose it is, ISO 3166 alpha-2; our own among them. */
  readonly country: string
  /** Ours, which looks after what is recognised. */
  readonly office: string
  /** Days in China, both valid. */
  readonly validFrom: string
  readonly validTo?: string
  /** A status counts only where it names our country among those that recognise it. */
  readonly mutual?: boolean
  readonly grants: readonly Grant[]
}

/** The class that operators of some categories have with us. */
export interface Grant {
  /** The register's list of categories. */
  readonly list: string
  readonly codes: readonly string[]
  readonly class: OperatorClass
  /** It may declare for a period what was released within it. */
  readonly consolidates?: boolean
  /** False for a category that is no authorised economic operator. */
  readonly aeo?: boolean
}
