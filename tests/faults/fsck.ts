import { execFileSync } from 'node:child_process'
import type { Site } from '../harness/site.ts'

/** What `khorgos log fsck --json` says of a site whose gateway has stopped. */
export function fsck(site: Site): unknown {
  return JSON.parse(
    execFileSync(process.execPath, ['dist/main.js', 'log', 'fsck', '--json'], {
      env: { ...site.env },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }),
  )
}
