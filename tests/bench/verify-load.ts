import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { parseTrust, type BundleTrust } from '../../src/evidence/bundle-trust.ts'
import { verifyStatement } from '../../src/evidence/verify-statement.ts'
import type { Site } from '../harness/site.ts'
import { questionAbout } from './seed-ledger.ts'

export interface VerifyLoad {
  readonly answers: number
  readonly seconds: number
  /** Milliseconds, ascending; of an open loop from the moment a question was due. */
  readonly latency: readonly number[]
}

export interface LoadOptions {
  readonly certificates: number
  readonly seconds: number
  /** Connections. */
  readonly clients: number
  /** Questions a second, at random moments; undefined: as fast as answers come. */
  readonly rate: number | undefined
  /** Questions in one body (NDJSON); one when absent, and then asked for the signed answer alone. */
  readonly batch?: number
}

const ASKER = 'cn-clearance'
/** One answer of so many is verified offline afterwards. */
const VERIFIED = 100

/** Questions about certificates picked at random, each by somebody who holds it, over mutual TLS. */
export async function askAround(site: Site, options: LoadOptions): Promise<VerifyLoad> {
  const dispatcher = new Agent({
    connections: options.clients,
    pipelining: 1,
    connect: {
      cert: site.pem(`${ASKER}.tls.crt`),
      key: site.pem(`${ASKER}.tls.key`),
      ca: site.pem('sandbox-ca.crt'),
    },
  })
  const latency: number[] = []
  const kept: Buffer[] = []
  const target = new URL('/v1/verifications', site.partnerUrl)
  const anyQuestion = (): string =>
    JSON.stringify(questionAbout(Math.floor(Math.random() * options.certificates)))
  const keep = (answer: Buffer): void => {
    if (latency.length % VERIFIED === 0) kept.push(answer)
  }
  const askOne = async (due: number): Promise<void> => {
    const reply = await request(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/jose+json' },
      body: anyQuestion(),
      dispatcher,
    })
    const bytes = Buffer.from(await reply.body.arrayBuffer())
    latency.push(performance.now() - due)
    if (reply.statusCode !== 200) throw new Error(`${reply.statusCode}: ${bytes.toString('utf8')}`)
    keep(bytes)
  }
  const askMany = async (due: number, many: number): Promise<void> => {
    const reply = await request(target, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: Array.from({ length: many }, () => `${anyQuestion()}\n`).join(''),
      dispatcher,
    })
    for await (const line of createInterface({ input: reply.body })) {
      latency.push(performance.now() - due)
      const { status, body } = JSON.parse(line)
      if (status !== 200) throw new Error(line)
      keep(Buffer.from(JSON.stringify(body.signed)))
    }
  }
  const ask: Ask = (due) => (options.batch === undefined ? askOne(due) : askMany(due, options.batch))
  const start = performance.now()
  await (options.rate === undefined ? closedLoop(ask, options) : openLoop(ask, options, options.rate))
  const seconds = (performance.now() - start) / 1000
  await dispatcher.close()
  verifyAll(kept, parseTrust(site.pem('trust.json')))
  return { answers: latency.length, seconds, latency: latency.sort((a, b) => a - b) }
}

type Ask = (due: number) => Promise<void>

async function closedLoop(ask: Ask, { clients, seconds }: LoadOptions): Promise<void> {
  const end = performance.now() + seconds * 1000
  const client = async (): Promise<void> => {
    while (performance.now() < end) await ask(performance.now())
  }
  await Promise.all(Array.from({ length: clients }, client))
}

/** Poisson arrivals: whoever is late is still counted from when he should have been served. */
async function openLoop(ask: Ask, { seconds }: LoadOptions, rate: number): Promise<void> {
  const asked: Promise<void>[] = []
  const end = performance.now() + seconds * 1000
  for (let due = performance.now(); due < end; due += (-Math.log(1 - Math.random()) * 1000) / rate) {
    const wait = due - performance.now()
    if (wait > 1) await sleep(wait)
    asked.push(ask(due))
  }
  await Promise.all(asked)
}

function verifyAll(files: readonly Buffer[], trust: BundleTrust): void {
  for (const file of files) {
    const { verdict, answer, checks } = verifyStatement(file, trust)
    if (verdict !== 'valid' || answer?.verdict !== 'confirmed')
      throw new Error(`an answer is ${verdict}, ${answer?.verdict}: ${JSON.stringify(checks)}`)
  }
}
