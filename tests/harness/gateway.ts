import { setTimeout as sleep } from 'node:timers/promises'
import { parseTrust, type BundleTrust } from '../../src/evidence/bundle-trust.ts'
import type { ExchangeView } from '../../src/exchange/service.ts'
import { startGateway, type Gateway } from '../../src/gateway.ts'
import { newTrip, type Trip } from '../../src/sandbox/samples.ts'
import { databaseFor, type DATABASES } from './databases.ts'
import type { Sender } from '../../src/sandbox/counterpart/sender.ts'
import { makeSite, type Site, type SiteOptions } from './site.ts'

/** A whole gateway in this process, with both its partners, and a clock that only moves forward when told. */
export interface TestGateway extends Site {
  readonly gateway: Gateway
  readonly clock: TestClock
  readonly trust: BundleTrust
  /** Log lines of level error: faults that no answer told. */
  readonly faults: string[]
  /** A trip nobody has made before; its messages have ids of their own. */
  trip(): Trip
  /** As the partner that sent it sees it over the API. */
  view(from: Sender, exchange: string): Promise<ExchangeView>
  /** The view, as soon as `ready` says so. */
  until(from: Sender, exchange: string, ready: (view: ExchangeView) => boolean): Promise<ExchangeView>
  untilState(from: Sender, exchange: string, state: ExchangeView['state']): Promise<ExchangeView>
  bundle(from: Sender, exchange: string): Promise<Uint8Array>
  /** Closes the gateway alone, for good: counterparts and data stay. */
  stop(): Promise<void>
  /** Closes the gateway and starts it again over the same data; counterparts stay. */
  restart(): Promise<void>
}

export interface TestClock {
  now(): Date
  /** Wakes nothing by itself: background work looks about once a second. */
  advance(ms: number): void
}

export type TestGatewayOptions = Pick<SiteOptions, 'agreement'>

/** Long enough for a machine that does other work too. */
const PATIENCE_MS = 60_000

/** Undefined when the database is not reachable, which is a failure in CI. */
export async function openGateway(
  kind: (typeof DATABASES)[number],
  options: TestGatewayOptions = {},
): Promise<TestGateway | undefined> {
  const database = await databaseFor(kind)
  if (database === undefined) {
    console.warn('skipped: PostgreSQL is not reachable')
    return undefined
  }
  const site = await makeSite({ ...options, databaseUrl: database.url, env: { KHORGOS_XML_WORKERS: '0' } })
  const clock = testClock()
  const faults: string[] = []
  const start = async (): Promise<Gateway> => {
    const started = await startGateway(site.config, {
      clock: () => clock.now(),
      logStream: { write: (line) => void faults.push(line) },
      formats: site.formats,
    })
    for (const counterpart of [site.kz, site.cn, site.mn, site.la]) counterpart.connect(started.partnerUrl)
    return started
  }
  let gateway = await start()
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => (stopped ??= gateway.close())
  let trips = 0

  const view = async (from: Sender, exchange: string): Promise<ExchangeView> => {
    const { status, bytes } = await from.client().get(`/v1/exchanges/${exchange}`)
    const text = Buffer.from(bytes).toString('utf8')
    if (status !== 200) throw new Error(`${exchange}: ${status} ${text}`)
    return JSON.parse(text)
  }
  const until: TestGateway['until'] = async (from, exchange, ready) => {
    for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
      const seen = await view(from, exchange)
      if (ready(seen)) return seen
      if (Date.now() > limit) throw new Error(`still ${JSON.stringify({ ...seen, timeline: undefined })}`)
    }
  }
  return {
    ...site,
    get gateway() {
      return gateway
    },
    clock,
    trust: parseTrust(site.pem('trust.json')),
    faults,
    trip: () => newTrip('T0', new Date(Date.now() + (trips += 1) * 1000)),
    view,
    until,
    untilState: (from, exchange, state) => until(from, exchange, (seen) => seen.state === state),
    bundle: async (from, exchange) => {
      const { status, bytes } = await from.client().get(`/v1/exchanges/${exchange}/bundle`)
      if (status !== 200) throw new Error(`${exchange}: no bundle, ${status}`)
      return bytes
    },
    restart: async () => {
      await gateway.close()
      gateway = await start()
    },
    stop,
    close: async () => {
      await stop()
      await site.close()
      await database.drop()
    },
  }
}

function testClock(): TestClock {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    advance: (ms) => {
      ahead += ms
    },
  }
}
