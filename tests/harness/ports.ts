import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below what kernels hand out by themselves (32768 up on Linux, 49152 up elsewhere): a port that was free a moment ago
 * cannot become some connection's own end meanwhile, or while a gateway that was killed comes back.
 */
const [FIRST, END] = [20_000, 32_000]

/** Each process of a test run begins elsewhere, and gives none of its ports twice. */
let next = randomInt(FIRST, END)

/** Ports of 127.0.0.1 that nobody listens on, for servers that keep theirs over restarts. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < count) {
    const port = next
    next = next + 1 === END ? FIRST : next + 1
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
