import type { Tolerance } from '../checklist/compare/tolerance.ts'
import type {
  AgreeRule,
  CargoMeasure,
  CargoRulesFile,
  CompareRule,
  Direction,
  PaperContent,
  Strength,
} from './rules-file.ts'

/** Rules of cargo accounts as they are applied: durations in milliseconds, names looked up once. */
export interface CargoRules {
  /** Hex SHA-256 of the file: what was read and found by other rules is read and found again. */
  readonly hash: string
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
  readonly limits: CargoRulesFile['limits']
  readonly keys: ReadonlyMap<string, KeyRule>
  /** In the order of the file. */
  readonly papers: readonly PaperContent[]
  readonly paper: ReadonlyMap<string, PaperContent>
  readonly trips: readonly TripRule[]
  readonly compares: readonly (Omit<CompareRule, keyof Tolerance> & { readonly bears: Tolerance })[]
  readonly agrees: readonly AgreeRule[]
  /** Crossings of an office of ours. */
  readonly crossingsOf: (office: string) => readonly string[]
}

export interface KeyRule {
  readonly title: string
  readonly strength: Strength
  /** How far apart two papers with it may be, in ms. */
  readonly withinMs: number
}

export interface TripRule {
  readonly trip: string
  readonly title: string
  readonly has: ReadonlySet<string>
  readonly direction: Direction | undefined
  readonly expects: readonly Expectation[]
}

export interface Expectation {
  readonly id: string
  readonly one: ReadonlySet<string>
  readonly after: ReadonlySet<string>
  readonly withinMs: number
}

/** Papers of the log itself, which no sender wrote. */
export const LOG_PAPERS = ['case-event', 'decision', 'registration', 'write-off'] as const

/** Ending of the name under which weighings of a paper are compared. */
export const WEIGHED = '-weighed'

export const UNITS: Readonly<Record<CargoMeasure, string>> = {
  packages: 'packages',
  gross: 'KGM',
  net: 'KGM',
}
