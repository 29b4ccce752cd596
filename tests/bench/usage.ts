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
