import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Every kind of database the program runs on: tests of what is stored run on both. */
export const DATABASES = ['embedded', 'postgres'] as const

export interface TestDatabase {
  /** Absent: the embedded one, in the site's own folder. */
  readonly url: string | undefined
  drop(): Promise<void>
}

const SERVER = 'postgresql://postgres@127.0.0.1:5432'

/** A database nobody else uses. Undefined when no server is reachable, which is a failure in CI. */
export async function databaseFor(kind: (typeof DATABASES)[number]): Promise<TestDatabase | undefined> {
  if (kind === 'embedded') return { url: undefined, drop: () => Promise.resolve() }
  const name = `khorgos_${randomBytes(6).toString('hex')}`
  try {
    await administer(`create database ${name}`)
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error
    return undefined
  }
  return { url: `${SERVER}/${name}`, drop: () => administer(`drop database ${name} with (force)`) }
}

async function administer(sql: string): Promise<void> {
  const client = new Client({ connectionString: `${SERVER}/test`, connectionTimeoutMillis: 3_000 })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
