/** By name: resolves when all is well, rejects otherwise. The reason goes to the log of the part itself. */
export type Checks = Readonly<Record<string, () => Promise<void>>>

export interface Health {
  readonly status: 'ready' | 'not ready'
  readonly checks: Readonly<Record<string, 'ok' | 'failed'>>
}

const CHECK_TIMEOUT_MS = 2_000
/** Everybody may ask, so the answer is shared: asking often costs us nothing. */
const FRESH_MS = 1_000

/** All checks side by side; a check that does not answer in time has failed. Never rejects. */
export function checkReadiness(checks: Checks): () => Promise<Health> {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<Health> | undefined
  return () => {
    const now = performance.now()
    if (answer === undefined || now - asked > FRESH_MS) {
      asked = now
      answer = runChecks(checks)
    }
    return answer
  }
}

async function runChecks(checks: Checks): Promise<Health> {
  const results = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]) => [name, (await passes(check)) ? 'ok' : 'failed'] as const,
    ),
  )
  const failed = results.some(([, result]) => result === 'failed')
  return { status: failed ? 'not ready' : 'ready', checks: Object.fromEntries(results) }
}

async function passes(check: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), CHECK_TIMEOUT_MS)
  })
  const done = (async () => check())().then(
    () => true,
    () => false,
  )
  try {
    return await Promise.race([done, late])
  } finally {
    clearTimeout(timer)
  }
}
