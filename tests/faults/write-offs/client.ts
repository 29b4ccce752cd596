import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { asObject } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { parseStrictJson } from '../../../src/model/strict-json.ts'
import type { Site } from '../../harness/site.ts'
import type { Asked, Heard } from './history.ts'

/** One client of an agency with a connection of its own, which asks until it is told. */
export interface Client {
  /** @param patience ms after which the first attempt hangs up, whatever became of it; absent: it waits */
  ask(asked: Asked, patience?: number): Promise<Heard>
  close(): Promise<void>
}

/** The gateway is away, or overloaded: a little later, and then not so soon, so that it can start. */
const pauseAfter = (lost: number): number => Math.min(25 * 2 ** lost, 400)
const TIMEOUT_MS = 60_000

export function openClient(site: Site, agency: string): Client {
  const dispatcher = new Agent({
    connections: 1,
    connect: {
      cert: site.pem(`${agency}.tls.crt`),
      key: site.pem(`${agency}.tls.key`),
      ca: site.pem('sandbox-ca.crt'),
    },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
  })

  const attempt = async (asked: Asked, patience: number | undefined) => {
    const { path, body } = wireOf(asked)
    const reply = await request(new URL(path, site.partnerUrl), {
      method: body === undefined ? 'GET' : 'POST',
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      ...(patience !== undefined && { signal: AbortSignal.timeout(patience) }),
      dispatcher,
    })
    return { status: reply.statusCode, body: objectOf(await reply.body.text()) }
  }

  return {
    async ask(asked, patience) {
      const begun = performance.now()
      for (let lost = 0; ; lost += 1) {
        const sent = performance.now()
        // Away, killed under way, or hung up: nobody knows what became of it, so it is asked again.
        const reply = await attempt(asked, lost === 0 ? patience : undefined).catch(() => undefined)
        const heard = performance.now()
        if (reply !== undefined && reply.status !== 503) return { asked, begun, sent, heard, lost, ...reply }
        await sleep(pauseAfter(lost))
      }
    },
    close: () => dispatcher.close(),
  }
}

function wireOf(asked: Asked): { readonly path: string; readonly body?: object } {
  switch (asked.what) {
    case 'write-off':
      return { path: '/v1/write-offs', body: asked.request }
    case 'step':
      return {
        path: `/v1/write-offs/${asked.writeOff}/${asked.to === 'used' ? 'use' : 'release'}`,
        body: asked.instruction,
      }
    case 'look':
      return { path: `/v1/write-offs/${asked.writeOff}` }
    case 'question':
      return { path: '/v1/verifications', body: asked.question }
  }
}

function objectOf(text: string): JsonObject {
  const body = asObject(parseStrictJson(text))
  if (body === undefined) throw new TypeError('the reply is no object')
  return body
}
