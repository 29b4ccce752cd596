import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { argv, pid } from 'node:process'
import { moveDurably } from './durable-files.ts'
import { openFiles, placeIn } from './files.ts'

/**
 * The process that makes the database in the data folder given as its argument, beside its place: a crash leaves
 * nothing half made. One that outlives the gateway that began it works in a folder of its own, and comes too late.
 */
const place = placeIn(String(argv[2]))
const unfinished = `${place}.unfinished.${pid}`
removeLeftOver()
mkdirSync(unfinished, { recursive: true, mode: 0o700 })
const first = await openFiles(unfinished)
await first.close()
if (existsSync(place)) rmSync(unfinished, { recursive: true })
else moveDurably(unfinished, place)
process.exit()

function removeLeftOver(): void {
  const folder = dirname(place)
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder))
    if (name.startsWith(`${basename(place)}.unfinished`))
      rmSync(join(folder, name), { recursive: true, force: true })
}
