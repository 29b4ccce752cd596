import { setTimeout as sleep } from 'node:timers/promises'
import type { WriteOff } from '../../../src/model/generated/verification/write-off.ts'
import { asObject } from '../../../src/model/json-access.ts'
import type { Site } from '../../harness/site.ts'
import { randomOf } from '../random.ts'
import { remember, twoAgencies, type Agency } from './agencies.ts'
import { openClient } from './client.ts'
import type { Asked, Heard } from './history.ts'
import { createMoves } from './moves.ts'
import { headIn } from './prove.ts'

export interface WriteOffLoad {
  /** Resolves when so many write-offs have been begun. */
  reached(count: number): Promise<void>
  /** Size of the largest log that any client has been shown so far. */
  shown(): bigint
  /** Resolves when all have been begun and everybody has been told. Needs a gateway that lives. */
  finish(): Promise<readonly Heard[]>
}

export interface WriteOffLoadOptions {
  /** Of the certificates that are in the ledger. */
  readonly numbers: readonly string[]
  readonly clients: number
  readonly writeOffs: number
  readonly seed: number
}

/** A connection is lost on purpose in so many of a hundred wishes, within so many ms. */
const HANG_UPS = 0.04
const HANG_UP_MS = 60

/** Clients of two agencies, by turns, that write off from the same certificates whatever happens to the gateway. */
export function startWriteOffs(site: Site, options: WriteOffLoadOptions): WriteOffLoad {
  const random = randomOf(options.seed)
  const moves = createMoves(random, options.numbers, Date.now)
  const agencies = twoAgencies()
  const all: Heard[] = []
  let shown = 0n

  const client = async (agency: Agency): Promise<void> => {
    const connections = [openClient(site, agency.id), openClient(site, agency.id)]
    const told = async (asked: Asked, at: number): Promise<void> => {
      const patience = random() < HANG_UPS ? Math.floor(random() * HANG_UP_MS) : undefined
      const heard = await connections[at]?.ask(asked, patience)
      if (heard === undefined) throw new RangeError('a client has two connections')
      all.push(heard)
      remember(agency, statementIn(heard))
      const { size } = headIn(heard.body)
      if (size > shown) shown = size
    }
    while (moves.begun() < options.writeOffs)
      await Promise.all(moves.next(agency).map((asked, at) => told(asked, at)))
    await Promise.all(connections.map((each) => each.close()))
  }

  const running = Array.from({ length: options.clients }, (_, at) => {
    const agency = agencies[at % agencies.length]
    return agency === undefined ? Promise.resolve() : client(agency)
  })
  const done = Promise.all(running)
  done.catch(() => undefined) // told to whoever waits
  return {
    async reached(count) {
      while (moves.begun() < count) await Promise.race([sleep(5), done])
    },
    shown: () => shown,
    async finish() {
      await done
      return all
    },
  }
}

/** @throws Error for a reply that nobody who keeps to the agreement should get */
function statementIn({ asked, status, body }: Heard): WriteOff | undefined {
  if (status >= 500 || status === 404 || status === 429)
    throw new Error(`${JSON.stringify(asked)}: ${status} ${JSON.stringify(body)}`)
  const statement = asObject(body['statement'])
  return statement && JSON.parse(JSON.stringify(statement))
}
