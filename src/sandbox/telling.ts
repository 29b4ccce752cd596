import { relative } from 'node:path'

export type Tell = (line: string) => void

/** The told story's lines: a clock at the left for what begins, milliseconds since then for what follows. */
export interface Scene {
  /** What a party does first: `09:12:03.101  …`, and the stopwatch starts. */
  begin(line: string): void
  /** What followed: `  +43 ms  …`. */
  follow(line: string): void
  /** More about what followed, under it. */
  add(line: string): void
}

const MARGIN = 14

export function openScene(title: string, tell: Tell): Scene {
  tell(`\n${title}`)
  let began = performance.now()
  return {
    begin(line) {
      began = performance.now()
      tell(`  ${clock(new Date())}${line}`)
    },
    follow(line) {
      tell(`  ${`+${Math.round(performance.now() - began)} ms`.padStart(MARGIN - 2)}  ${line}`)
    },
    add: (line) => tell(`${' '.repeat(MARGIN + 4)}${line}`),
  }
}

const clock = (at: Date): string => at.toISOString().slice(11, 23).padEnd(MARGIN)

/** `9.8 kB`: sizes as people read them. */
export function size(bytes: number): string {
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`
}

/** A path as one would type it here. */
export function shown(path: string): string {
  const below = relative('', path)
  return below.startsWith('..') ? path : below
}
