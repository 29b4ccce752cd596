import type { WriteOffRequest } from '../../../src/model/generated/verification/write-off-request.ts'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import type { Totals } from './naive-ledger.ts'

/** Who writes off, and what of. */

export interface Agency {
  readonly id: string
  readonly purpose: string
  /** Whether its agreement shows it what is left. */
  readonly shows: boolean
  /** Write-offs that were reserved or used when somebody last heard of them. */
  readonly open: WriteOff[]
  /** What was asked for before. */
  readonly requests: WriteOffRequest[]
}

/** Its agency may take it up from now on. */
export function remember({ open }: Agency, told: WriteOff | undefined): void {
  if (told?.state === 'reserved' || told?.state === 'used') open.push(told)
}

/** Of the two agencies of the shipped agreements that may ask about these certificates. */
export function twoAgencies(): readonly [Agency, Agency] {
  const nothing = () => ({ open: [], requests: [] })
  return [
    { id: 'cn-clearance', purpose: 'preferential-duty', shows: true, ...nothing() },
    { id: 'cn-bank', purpose: 'forex-payment', shows: false, ...nothing() },
  ]
}

/** What the certificates state, as their issuer knows it. */
export function totalsOf(numbers: readonly string[]): Totals {
  return new Map(
    numbers.flatMap((number) => [
      [`${number} 1 quantity`, { total: 25_150_000_000n, unit: 'KGM' }],
      [`${number} 2 quantity`, { total: 1_006_000_000n, unit: 'KGM' }],
      [`${number} 2 value`, { total: 1_290_000_000n, unit: 'USD' }],
    ]),
  )
}
