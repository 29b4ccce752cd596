import { KhorgosError } from '../errors.ts'
import { asObject } from '../model/json-access.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import type { Outcome } from '../workflows/channel/feedback.ts'
import { loadChannel, loadParameters } from '../workflows/channel/load.ts'
import { reportHash, simulate, type Past, type SimulationReport } from '../workflows/channel/simulate.ts'
import { INSPECTION_RESULTS } from '../workflows/channel/vocabulary.ts'
import { channelFolder } from './risk.ts'
import { configOf, readInput, type Result, type Shell } from './shell.ts'

/** @throws KhorgosError PARAMETER_INVALID, JSON_MALFORMED or FIELD_INVALID with file and line */
export async function simulateRisk(shell: Shell, file: string, history: string): Promise<Result> {
  const folder = channelFolder(configOf(shell).schemasFolder)
  const files = loadChannel(folder)
  const candidates = loadParameters(folder, [file], files)
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await readInput(shell, history))
  const reports = simulate({ ...files, candidates, history: pastOf(text), now: new Date() })
  const named = reports.map((report) => ({ hash: reportHash(report), report }))
  return { exit: 'OK', json: { reports: named }, text: `${reports.map(tell).join('\n')}\n` }
}

function* pastOf(text: string): Generator<Past> {
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const past = asObject(parseStrictJson(new TextEncoder().encode(line)))
    const facts = asObject(past?.['facts'])
    if (facts === undefined)
      throw new KhorgosError('JSON_MALFORMED', `Line ${index + 1} of the history has no facts.`)
    const outcome = outcomeOf(past?.['outcome'], index + 1)
    yield { facts, ...(outcome !== undefined && { outcome }) }
  }
}

function outcomeOf(value: Parameters<typeof asObject>[0], line: number): Outcome | undefined {
  if (value === undefined || value === null) return undefined
  const given = asObject(value)
  const result = INSPECTION_RESULTS.find((each) => each === given?.['result'])
  const minutes = given?.['minutes']
  if (result === undefined || (minutes !== undefined && !(typeof minutes === 'number' && minutes >= 0)))
    throw new KhorgosError('FIELD_INVALID', `The outcome in line ${line} of the history is not readable.`)
  return { result, ...(minutes !== undefined && { minutes }) }
}

function tell(report: SimulationReport): string {
  const { candidate, history, fired, notEstablished, changes, hits, misses, hitRate, released, minutes } =
    report
  const rate =
    hitRate === undefined ? 'no inspection on record' : `${hits} of ${hits + misses} inspections differed`
  return [
    `${candidate.id} version ${candidate.version}`,
    `  ${history.decisions} decisions, ${history.inScope} in its offices; fires on ${fired} (${rate}), not established for ${notEstablished}`,
    ...Object.entries(changes).map(([change, count]) => `  ${change.replace('>', ' → ')}: ${count}`),
    `  ${minutes} minutes of inspection; ${released} differences released`,
    `  report ${reportHash(report)}`,
  ].join('\n')
}
