import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { openEmbedded } from '../../src/store/embedded/open.ts'
import { migrate, readMigrations } from '../../src/store/migrate.ts'

/**
 * Making an embedded database takes seconds, copying one takes a tenth of one. So each kind is made once, and kept until
 * the database program or a migration changes. Tests about making and migrating do not come here.
 */
const CACHE = resolve('node_modules/.cache/khorgos')

/** `empty` as a first start has it before the migrations, `migrated` after them. */
export type Template = 'empty' | 'migrated'

/** Puts a database where the program would make one. @param folder does not exist, or is empty */
export async function layEmbedded(template: Template, folder: string): Promise<void> {
  const name = `${template}-${await versionOf(template)}`
  if (!existsSync(join(CACHE, name))) await make(template, name)
  cpSync(join(CACHE, name), folder, { recursive: true })
}

/** What the database is made of: the program, and the migrations where they are applied. */
async function versionOf(template: Template): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    readFileSync('node_modules/@electric-sql/pglite/package.json', 'utf8'),
  )
  const applied = template === 'empty' ? [] : (await readMigrations()).map(({ sha256 }) => sha256)
  return createHash('sha256')
    .update([version, ...applied].join('\n'))
    .digest('hex')
    .slice(0, 16)
}

/** Two that make the same at once do so each for himself; the first to end puts it in its place. */
async function make(template: Template, name: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const draft = mkdtempSync(join(CACHE, 'draft-'))
  const folder = join(draft, 'database')
  if (template === 'migrated') await layEmbedded('empty', folder)
  const database = await openEmbedded(folder)
  try {
    if (template === 'migrated') await migrate(database)
  } finally {
    await database.close()
  }
  removeOlder(template, name)
  try {
    renameSync(folder, join(CACHE, name))
  } catch (error) {
    if (!existsSync(join(CACHE, name))) throw error
  }
  rmSync(draft, { recursive: true, force: true })
}

/** The one of that name may have been put there meanwhile, and is being copied. */
function removeOlder(template: Template, name: string): void {
  for (const found of readdirSync(CACHE))
    if (found.startsWith(`${template}-`) && found !== name)
      rmSync(join(CACHE, found), { recursive: true, force: true })
}
