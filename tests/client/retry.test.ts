import { describe, expect, test } from 'vitest'
import { GatewayError, refusalOf } from '../../src/client/gateway-error.ts'
import { repeatedly } from '../../src/client/retry.ts'

const unreachable = (code = 'ECONNREFUSED') =>
  new GatewayError('PARTNER_UNREACHABLE', 'No.', { cause: Object.assign(new Error('no'), { code }) })

/** Fails in these ways, one after the other, and then comes to "done". */
function failing(...failures: readonly unknown[]) {
  const pauses: number[] = []
  const rest = [...failures]
  const pause = (ms: number): Promise<void> => Promise.resolve(void pauses.push(ms))
  const work = (): Promise<string> => {
    const failure = rest.shift()
    return failure === undefined ? Promise.resolve('done') : Promise.reject(failure)
  }
  return {
    pauses,
    left: () => rest.length,
    run: (limits = {}, random = 1) => repeatedly(work, limits, undefined, { random: () => random, pause }),
  }
}

describe('a call that may be repeated', () => {
  test('is repeated while the connection fails, after pauses that double', async () => {
    const call = failing(unreachable(), unreachable('ECONNRESET'), unreachable('UND_ERR_SOCKET'))
    expect(await call.run()).toBe('done')
    expect(call.pauses).toEqual([250, 500, 1000])
  })

  test('has pauses drawn between half and the whole', async () => {
    const call = failing(unreachable(), unreachable())
    await call.run({}, 0)
    expect(call.pauses).toEqual([125, 250])
  })

  test('waits as long as the gateway asks for', async () => {
    const call = failing(refusalOf(503, '', '7'), refusalOf(503, JSON.stringify(problem(9))))
    expect(await call.run()).toBe('done')
    expect(call.pauses).toEqual([7000, 9000])
  })

  test('is given up when the gateway asks for more than one would wait', async () => {
    const busy = refusalOf(503, '', '31')
    const call = failing(busy)
    await expect(call.run()).rejects.toBe(busy)
    expect(call.pauses).toEqual([])
  })

  test('is given up after its attempts, with what went wrong last', async () => {
    const last = unreachable('ETIMEDOUT')
    const call = failing(unreachable(), unreachable(), last, unreachable())
    await expect(call.run({ attempts: 3 })).rejects.toBe(last)
    expect(call.left()).toBe(1)
  })

  test.each<[string, unknown]>([
    ['the gateway said no', refusalOf(409, JSON.stringify({ ...problem(), status: 409, retry: 'never' }))],
    ['an operator is needed', refusalOf(500, JSON.stringify({ ...problem(), status: 500, retry: 'stop' }))],
    ['somebody else said no', refusalOf(403, '<html>')],
    ['a certificate does not verify', unreachable('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['what was signed does not verify', new GatewayError('EVIDENCE_INVALID', 'No.')],
    ['the fault is not one of a call', new TypeError('no')],
  ])('is not repeated when %s', async (_name, failure) => {
    const call = failing(failure)
    await expect(call.run()).rejects.toBe(failure)
    expect(call.pauses).toEqual([])
  })

  test('is stopped while it waits, with the reason it was stopped for', async () => {
    const controller = new AbortController()
    const work = (): Promise<never> => {
      queueMicrotask(() => setTimeout(() => controller.abort(new Error('enough'))))
      return Promise.reject(refusalOf(503, '', '25'))
    }
    await expect(repeatedly(work, {}, controller.signal)).rejects.toThrow('enough')
  })
})

function problem(retryAfter?: number) {
  const code = 'STORE_UNAVAILABLE'
  return { type: `urn:khorgos:error:${code}`, title: 'No', status: 503, code, retry: 'later', retryAfter }
}
