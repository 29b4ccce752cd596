import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import type { FsckProgress, FsckReport } from '../evidence/fsck.ts'
import { createProgress } from './progress.ts'
import { type Finish, configOf, type Result, type Shell } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos log fsck
  DATABASE_URL=postgresql://… khorgos log fsck --json

Recomputes every leaf, tile, checkpoint and payload commitment from the raw rows and compares; writes nothing.
The embedded database is opened by one process at a time: stop the gateway first.`

export function addLog(program: Command, shell: Shell, finish: Finish): void {
  const log = program.command('log').description('Work on the evidence log.')
  log
    .command('fsck')
    .summary('recompute the whole log from its raw records')
    .description('Recomputes the whole log from its raw records and names everything that does not fit.')
    .addHelpText('after', EXAMPLES)
    .action(async () => finish(await fsck(shell)))
}

/** Works on the rows alone: a log that refuses to start is just what is to be looked into. */
async function fsck(shell: Shell): Promise<Result> {
  const { checkLog } = await import('../evidence/fsck.ts')
  const { cargoCheck } = await import('./cargo-check.ts')
  const { openStore } = await import('./open-store.ts')
  const config = configOf(shell)
  const vkey = readVkey(config)
  const database = await openStore(config)
  const progress = createProgress(shell.stderr)
  try {
    const onProgress = (step: FsckProgress): void => progress.update(progressText(step))
    const cargo = await cargoCheck(config, database)
    const report = await checkLog(database, vkey, onProgress, cargo.check)
    progress.end()
    return {
      exit: report.problems.length === 0 ? 'OK' : 'NOT_VALID',
      json: toJson(report),
      text: toText(report),
      ...given(cargo.skipped()),
    }
  } finally {
    await database.close()
  }
}

const given = (notes: string | undefined): Pick<Result, 'notes'> => (notes === undefined ? {} : { notes })

function readVkey(config: Config): string {
  try {
    return readFileSync(join(config.certificateFolder, 'log.vkey'), 'utf8').trim()
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `log.vkey cannot be read in ${config.certificateFolder}.`, {
      cause,
    })
  }
}

function progressText({ stage, done, total }: FsckProgress): string {
  if (total === undefined || total === 0n) return `${stage}: ${done} …`
  return `${stage}: ${done} of ${total} (${(done * 100n) / total} %) …`
}

const toJson = ({ records, checkpoints, payloads, problems }: FsckReport): unknown => ({
  intact: problems.length === 0,
  // Sizes of the log are uint64: more than a JSON number keeps.
  records: String(records),
  checkpoints: String(checkpoints),
  payloads: String(payloads),
  problems,
})

function toText({ records, checkpoints, payloads, problems }: FsckReport): string {
  const counts = `${records} records, ${checkpoints} checkpoints, ${payloads} payloads`
  if (problems.length === 0) return `The log is intact: ${counts}.\n`
  const lines = problems.map(({ place, detail }) => `  ${place}: ${detail}`)
  return `${[`The log is NOT intact, ${problems.length} problems in ${counts}:`, ...lines].join('\n')}\n`
}
