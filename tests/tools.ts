import { spawnSync } from 'node:child_process'

/**
 * Whether a command of somebody else is there for an interoperability test. Without it the test skips and says
 * so, except in CI, where a missing tool is a failure.
 */
export function hasTool(command: string, versionOption = '--version'): boolean {
  const found = spawnSync(command, [versionOption]).error === undefined
  if (found) return true
  if (process.env['CI'] !== undefined) throw new Error(`${command} is not installed; CI must have it`)
  console.warn(`skipped: ${command} is not installed`)
  return false
}
