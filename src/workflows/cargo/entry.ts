import type { Payload } from '../../exchange/payload.ts'
import type { Gathered } from './gather.ts'
import type { Piece } from './piece.ts'
import type { CargoEvent } from './event.ts'

/** What a unit of work hands to the cargo accounts: what was read and found at a turn, true if nobody has written since. */
export interface CargoEntry {
  readonly turn: bigint
  /** How far the log has been looked at. */
  readonly reached: bigint
  readonly pieces: readonly PlacedPiece[]
  /** Kept pieces that are of another trip now. */
  readonly moved: readonly { readonly piece: Piece; readonly trip: string }[]
  /** Trips with these pieces. */
  readonly trips: readonly { readonly id: string; readonly doubts: Gathered['doubts'] }[]
  /** Trips whose pieces are of another one now. */
  readonly joined: readonly { readonly id: string; readonly joined: string }[]
  /** Records that spoke of documents which may stand otherwise now. */
  readonly stirred: readonly bigint[]
  readonly weighed: readonly Weighed[]
}

export interface PlacedPiece {
  readonly piece: Piece
  /** Undefined for what joins nothing. */
  readonly trip: string | undefined
}

/** A trip that was looked at. */
export interface Weighed {
  readonly id: string
  readonly at: Date
  readonly dueAt: Date | undefined
  readonly revision: number
  /** What is found now. */
  readonly findings: CargoEvent['findings']
  /** There where that is something else than before. */
  readonly event?: { readonly told: CargoEvent; readonly payload: Payload }
}

/** Whether it was written. */
export interface CargoResult {
  readonly written: boolean
}
