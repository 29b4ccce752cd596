/** What `schemas/workflows/cargo-account.yaml` says; its schema describes each member. */
export interface CargoRulesFile {
  readonly id: string
  readonly basis: 'published' | 'reconstructed' | 'sandbox'
  readonly limits: { readonly pieces: number; readonly values: number; readonly keys: number }
  readonly keys: readonly KeyContent[]
  readonly papers: readonly PaperContent[]
  readonly trips: readonly TripContent[]
  readonly compares: readonly CompareRule[]
  readonly agrees: readonly AgreeRule[]
}

export type Strength = 'strong' | 'weak' | 'named'

export interface KeyContent {
  readonly key: string
  readonly title: string
  readonly strength: Strength
  /** ISO 8601 duration; there unless it is named. */
  readonly within?: string
}

export type Direction = 'enters' | 'leaves'

/** `gross` and `net` are masses in kilograms. */
export type CargoMeasure = 'packages' | 'gross' | 'net'

export type FiguresContent = { readonly [measure in CargoMeasure]?: readonly string[] }

export interface PaperContent {
  readonly paper: string
  readonly title: string
  /** A hub document, or `case-event`, `decision`, `registration`, `write-off`. */
  readonly of: string
  readonly where?: Readonly<Record<string, readonly (string | null)[]>>
  readonly attached?: true
  readonly once?: true
  readonly number?: string
  readonly numbered?: 'sender' | 'all'
  readonly replaces?: string
  readonly partial?: true
  readonly keys?: Readonly<Record<string, readonly string[]>>
  readonly moments?: readonly string[]
  readonly issued?: string
  readonly crossing?: string
  readonly office?: string
  readonly status?: string
  readonly direction?: {
    readonly from?: string
    readonly to?: string
    readonly sender?: Direction
    readonly formats?: Readonly<Record<string, Direction>>
  }
  readonly bills?: { readonly list: string; readonly number: string; readonly figures: FiguresContent }
  readonly figures?: FiguresContent
  readonly weighings?: string
  readonly findings?: string
}

export interface TripContent {
  readonly trip: string
  readonly title: string
  readonly has: readonly string[]
  readonly direction?: Direction
  readonly expects: readonly {
    readonly id: string
    readonly one: readonly string[]
    readonly after: readonly string[]
    readonly within: string
  }[]
}

/** What of one paper and of the other has to be the same quantity; `<paper>-weighed` is what its weighings come to. */
export interface CompareRule {
  readonly id: string
  readonly measures: readonly CargoMeasure[]
  /** `bill`, or a key whose value the papers share. */
  readonly by?: string
  readonly only?: 'over' | 'short'
  readonly one: string
  readonly other: string
  readonly absolute?: string
  readonly percent?: string
  readonly whichever?: 'less' | 'greater'
}

export interface AgreeRule {
  readonly id: string
  readonly key: string
  readonly one: string
  readonly other: string
  readonly how: 'same' | 'within'
}
