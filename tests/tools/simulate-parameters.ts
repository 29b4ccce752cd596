import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import {
  compileParameter,
  type CompiledParameter,
  type Parameter,
} from '../../src/workflows/channel/parameter.ts'
import { compilePolicy } from '../../src/workflows/channel/policy.ts'
import { reportHash, simulate } from '../../src/workflows/channel/simulate.ts'
import { loadSubCentres } from '../../src/workflows/channel/sub-centres.ts'
import { drawnHistory } from '../workflows/channel/history.ts'

/**
 * Simulates the sandbox's parameters as they stand now against its drawn past, keeps the reports, and names them in the
 * parameter files: `npm run generate:simulations` after a parameter or the policy was changed.
 */
const FOLDER = resolve('schemas/workflows/channel')
const SIMULATED_AT = new Date('2025-12-14T02:00:00Z')
const HISTORY_LENGTH = 600
const HISTORY_START = Date.UTC(2025, 10, 1)

const files = readdirSync(join(FOLDER, 'parameters')).map((name) => join(FOLDER, 'parameters', name))
const parameters = files.flatMap((file): CompiledParameter[] => {
  const { parameters: all }: { parameters: Parameter[] } = parse(readFileSync(file, 'utf8'))
  return all.map((parameter) => compileParameter(parameter, { path: file }))
})
const policy = compilePolicy(parse(readFileSync(join(FOLDER, 'policy.yaml'), 'utf8')), (mode) => ({
  path: mode,
}))
const subCentres = loadSubCentres(join(FOLDER, 'sub-centres.csv'))
const reports = simulate({
  // Nothing was in force before: these are the first.
  parameters: [],
  subCentres,
  policy,
  candidates: parameters,
  history: drawnHistory(HISTORY_LENGTH, { start: HISTORY_START }),
  now: SIMULATED_AT,
})
writeFileSync(join(FOLDER, 'simulations.json'), `${JSON.stringify(reports, undefined, 2)}\n`)
for (const file of files) {
  let text = readFileSync(file, 'utf8')
  for (const report of reports) {
    const { id, version } = report.candidate
    const entry = new RegExp(
      `(- id: ${id}\\n    version: ${version}\\n[\\s\\S]*?report: )['"]?[0-9a-f]{64}['"]?`,
    )
    text = text.replace(entry, (_, before: string) => `${before}'${reportHash(report)}'`)
  }
  writeFileSync(file, text)
}
