import { setTimeout as sleep } from 'node:timers/promises'
import { parseCheckpoint } from '../../src/evidence/checkpoint.ts'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import type { Trip } from '../../src/sandbox/samples.ts'
import type { Site } from '../harness/site.ts'

/** What one sender was promised, kept outside the gateway. */
export interface Promised {
  readonly partner: 'kz-customs' | 'cn-eport'
  readonly exchange: string
  readonly receipt: string
}

/** The driver's own ledger: what was sent at all, and every promise that came back. */
export interface Ledger {
  readonly promises: readonly Promised[]
  /** Messages that must have one effect at their receiver: in China, in Kazakhstan. */
  readonly expected: { readonly china: number; readonly kazakhstan: number }
  /** Root by size of every checkpoint that a receipt showed. */
  readonly checkpoints: ReadonlyMap<bigint, string>
}

export interface Load {
  /** Lets every sender finish its message, then ends. Needs a gateway that lives. */
  finish(): Promise<Ledger>
}

/** Days apart from the clock do not matter to the messages; ids made of times must differ. */
const FIRST_TRIP = Date.UTC(2026, 0, 1)

/**
 * Senders on both sides that go on whatever happens: a message without a receipt is sent again, with the same
 * bytes, until there is one.
 */
export function startLoad(site: Site, senders: number): Load {
  const promises: Promised[] = []
  const checkpoints = new Map<bigint, string>()
  const expected = { china: 0, kazakhstan: 0 }
  let serial = 0
  let stopping = false

  const deliver = async (from: Counterpart, canonical: string): Promise<void> => {
    for (;;) {
      const submitted = await from.submit(canonical).catch(() => undefined) // away or dying: again
      if (submitted !== undefined && submitted.status < 300) {
        promises.push({
          partner: from === site.kz ? 'kz-customs' : 'cn-eport',
          exchange: submitted.exchange,
          receipt: submitted.receipt,
        })
        const { size, root } = parseCheckpoint(parseReceipt(submitted.receipt).checkpoint)
        checkpoints.set(size, Buffer.from(root).toString('base64'))
        return
      }
      if (submitted !== undefined && submitted.status < 500)
        throw new Error(`refused with ${submitted.status} ${String(submitted.code)}`)
      await sleep(20)
    }
  }

  const nextTrip = (): Trip => {
    serial += 1
    return { number: `F${String(serial).padStart(12, '0')}`, at: new Date(FIRST_TRIP + serial * 1000) }
  }

  const sendKazakh = async (): Promise<void> => {
    await deliver(site.kz, site.samples.awmds(nextTrip()))
    expected.china += 1
  }

  /** The two halves of a trip in either order, sometimes at once. */
  const sendChinese = async (): Promise<void> => {
    const trip = nextTrip()
    const halves = [site.samples.mt2401(trip), site.samples.mt4402(trip)]
    if (serial % 2 === 0) halves.reverse()
    const [first, second] = halves
    if (first === undefined || second === undefined) throw new TypeError('a trip has two halves')
    if (serial % 3 === 0) await Promise.all([deliver(site.cn, first), deliver(site.cn, second)])
    else {
      await deliver(site.cn, first)
      await deliver(site.cn, second)
    }
    expected.kazakhstan += 1
  }

  const running = Array.from({ length: senders }, async (_, sender) => {
    while (!stopping) await (sender % 3 === 0 ? sendChinese() : sendKazakh())
  })
  return {
    finish: async () => {
      stopping = true
      await Promise.all(running)
      return { promises, expected, checkpoints }
    },
  }
}
