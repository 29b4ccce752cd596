import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseTrust } from '../evidence/bundle-trust.ts'
import { parseCheckpoint } from '../evidence/checkpoint.ts'
import { verifyBundle } from '../evidence/verify-bundle.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import type { Submitted } from './counterpart/submit.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { openScene, size, type Scene } from './telling.ts'
import { stateOf, untilSettled } from './watch.ts'

/** What happened, for whoever reads it with a machine. */
export interface Told {
  readonly exchanges: readonly ToldExchange[]
}

export interface ToldExchange {
  readonly exchange: string
  readonly messageId: string | undefined
  readonly state: string
  /** File of the evidence bundle, and what the offline verifier says about it. */
  readonly bundle: string
  readonly verdict: string
}

type Tell = (line: string) => void

/** Tells and runs one exchange in each direction, takes their evidence and verifies it. Ends early when aborted. */
export async function tellStory(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Told> {
  const { kazakhstan, eport } = sandbox
  await tellBeginning(sandbox, tell)
  try {
    const north = await kazakhstanToChina(sandbox, tell, signal)
    const east = await chinaToKazakhstan(sandbox, tell, signal)
    tell('\nEvidence, verified offline')
    const exchanges = [
      await takeEvidence(sandbox, kazakhstan, north, tell),
      await takeEvidence(sandbox, eport, east, tell),
    ]
    tellEnding(sandbox, exchanges, tell)
    return { exchanges }
  } catch (error) {
    if (signal.aborted) return { exchanges: [] }
    throw error
  }
}
