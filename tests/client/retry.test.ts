import { describe, expect, test } from 'vitest'
import { GatewayError, refusalOf } from '../../src/client/gateway-error.ts'
import { repeatedly, reopened } from '../../src/client/retry.ts'

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

describe('what has no end', () => {
  /** Streams that give these numbers and then fail in these ways, one after the other; the last one stops the reader. */
  const reading = async (
    streams: readonly (readonly [readonly number[], unknown])[],
    longestPauseMs = 30_000,
  ) => {
    const stop = new AbortController()
    const rest = [...streams]
    const told: { read: number[]; pauses: number[]; interruptions: string[] } = {
      read: [],
      pauses: [],
      interruptions: [],
    }
    const open = async function* () {
      const [numbers, failure] = rest.shift() ?? [[], undefined]
      yield* numbers
      if (rest.length === 0) stop.abort()
      if (failure !== undefined) throw failure
    }
    const pause = (ms: number): Promise<void> => Promise.resolve(void told.pauses.push(ms))
    const onInterruption = ({ code }: GatewayError): void => void told.interruptions.push(code)
    const all = reopened(open, stop.signal, { longestPauseMs }, onInterruption, { random: () => 1, pause })
    for await (const each of all) told.read.push(each)
    return told
  }

  test('is opened again however it broke off, after pauses that double and begin anew when something came', async () => {
    const failures = [unreachable(), unreachable('ECONNRESET'), refusalOf(503, '')]
    const streams = [
      [[1], undefined],
      ...failures.map((each) => [[], each] as const),
      [[2], failures[0]],
      [[3], undefined],
    ] as const
    expect(await reading(streams)).toEqual({
      read: [1, 2, 3],
      pauses: [250, 500, 1000, 2000, 250],
      interruptions: [
        'PARTNER_UNREACHABLE',
        'PARTNER_UNREACHABLE',
        'PARTNER_UNREACHABLE',
        'OVERLOADED',
        'PARTNER_UNREACHABLE',
      ],
    })
  })

  test('is never given up, with pauses that are not longer than one wants or the gateway asks for', async () => {
    const streams = [
      ...Array.from({ length: 40 }, () => [[], unreachable()] as const),
      [[], refusalOf(503, '', '70')] as const,
    ]
    const { pauses } = await reading([...streams, [[], undefined]], 3_000)
    expect(pauses.slice(0, 6)).toEqual([250, 500, 1000, 2000, 3000, 3000])
    expect([pauses.length, pauses.at(-1)]).toEqual([41, 70_000])
  })

  test.each<[string, unknown]>([
    ['a certificate does not verify', unreachable('CERT_HAS_EXPIRED')],
    ['what was signed does not verify', new GatewayError('EVIDENCE_INVALID', 'No.')],
    ['the gateway said no', refusalOf(401, '')],
    ['the fault is not one of a call', new TypeError('no')],
  ])('ends with what went wrong when %s', async (_name, failure) => {
    await expect(
      reading([
        [[1], failure],
        [[], undefined],
      ]),
    ).rejects.toBe(failure)
  })

  test('ends while it waits when it is stopped', async () => {
    const stop = new AbortController()
    const open = async function* () {
      yield 1
      setTimeout(() => stop.abort())
      throw refusalOf(503, '', '25')
    }
    const read: number[] = []
    for await (const each of reopened(open, stop.signal)) read.push(each)
    expect(read).toEqual([1])
  })
})

function problem(retryAfter?: number) {
  const code = 'STORE_UNAVAILABLE'
  return { type: `urn:khorgos:error:${code}`, title: 'No', status: 503, code, retry: 'later', retryAfter }
}
