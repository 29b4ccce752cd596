import type { Site } from '../harness/site.ts'

/** What the gateway's process has used, by its own metrics. */
export interface Usage {
  readonly cpuSeconds: number
  readonly rssBytes: number
}

export async function readUsage(site: Site): Promise<Usage> {
  const text = await (await fetch(`${site.publicUrl}/metrics`)).text()
  const value = (name: string): number => {
    const line = text.split('\n').find((each) => each.startsWith(`${name} `))
    if (line === undefined) throw new Error(`the gateway has no metric ${name}`)
    return Number(line.slice(name.length + 1))
  }
  return { cpuSeconds: value('process_cpu_seconds_total'), rssBytes: value('process_resident_memory_bytes') }
}

const SAMPLE_MS = 2_000

/** Resident memory while something runs, in MB, sampled until `stop`. */
export function watchMemory(site: Site): { stop(): readonly number[] } {
  const samples: number[] = []
  const sample = async (): Promise<void> => {
    const { rssBytes } = await readUsage(site)
    samples.push(rssBytes / 1024 / 1024)
  }
  // A sample that fails is one the busy gateway did not get to: the next one will do.
  const timer = setInterval(() => void sample().catch(() => undefined), SAMPLE_MS)
  return {
    stop: () => {
      clearInterval(timer)
      return samples
    },
  }
}
