import { Pool, TypeOverrides, type PoolConfig } from 'pg'
import { KhorgosError } from '../errors.ts'
import { databaseOver, type Database } from './database.ts'

/** A statement that runs longer than this (ms) is broken off by the server. */
const STATEMENT_TIMEOUT = 30_000
/** How long one node waits for another that holds the log head, in ms. */
const LOCK_TIMEOUT = 15_000
/** After this our side gives up on an answer: the server or the network hangs. Longer than the server's own limit. */
const ANSWER_TIMEOUT = STATEMENT_TIMEOUT + 5_000
const CONNECT_TIMEOUT = 5_000
const CONNECTIONS = 10

/**
 * Settings of every session. All statements ask by key, so that one plan is right for all values, and it is kept:
 * one made while the tables are nearly empty would read them from end to end until their statistics are renewed.
 * JIT compiles what looks dear, and a plan that cannot do without such a scan looks dear then.
 */
export const SESSION_SETTINGS: readonly string[] = [
  'enable_seqscan=off',
  'plan_cache_mode=force_generic_plan',
  'jit=off',
]

/** Settings as arguments of the server's command line, which is also how a client hands them over. */
export function settingArguments(...assignments: readonly string[]): string[] {
  return assignments.flatMap((assignment) => ['-c', assignment])
}

/** int8 as bigint: log sizes go past 2^53, where numbers lose digits silently. */
const INT8 = 20
const types = new TypeOverrides()
types.setTypeParser(INT8, BigInt)

/**
 * A pool whose parsers are its own (pg's are global otherwise).
 * @param target where to connect
 * @param limits connections at most, and how long to wait for one, in ms
 */
export function createPool(
  target: Pick<PoolConfig, 'connectionString' | 'stream' | 'user' | 'database'>,
  limits: { connections: number; connectTimeout: number },
): Pool {
  const pool = new Pool({
    ...target,
    max: limits.connections,
    types,
    application_name: 'khorgos',
    options: settingArguments(...SESSION_SETTINGS).join(' '),
    pipeline: true,
    keepAlive: target.stream === undefined,
    connectionTimeoutMillis: limits.connectTimeout,
    statement_timeout: STATEMENT_TIMEOUT,
    lock_timeout: LOCK_TIMEOUT,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT,
    query_timeout: ANSWER_TIMEOUT,
  })
  // The pool's 'error' covers idle connections only; a checked-out one that breaks between two queries would end
  // the process. Nothing is lost here: the next query on it rejects, and idle ones are dropped by the pool.
  const dropped = (): void => undefined
  pool.on('error', dropped)
  pool.on('connect', (client) => client.on('error', dropped))
  return pool
}

/**
 * Connects to PostgreSQL.
 * @param url postgresql://…; TLS as its `sslmode` says
 * @throws KhorgosError STORE_UNAVAILABLE when it cannot be reached, CONFIG_INVALID when it would not keep promises
 */
export async function openPostgres(url: string, options: { connections?: number } = {}): Promise<Database> {
  const limits = { connections: options.connections ?? CONNECTIONS, connectTimeout: CONNECT_TIMEOUT }
  const database = databaseOver(createPool({ connectionString: url }, limits), 'postgres')
  try {
    await requireDurability(database)
    return database
  } catch (thrown) {
    await database.close()
    throw thrown
  }
}

interface Settings {
  readonly fsync: string
  readonly full_page_writes: string
  readonly synchronous_commit: string
  readonly standby: boolean
  readonly version: number
}

/** Oldest PostgreSQL whose SQL we use. */
const MIN_VERSION = 150_000

/** Invariant 1: accepted means durable. A database that acknowledges before it has written cannot keep that. */
export async function requireDurability(database: Database): Promise<void> {
  const [settings] = await database.query<Settings>(
    `select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
            current_setting('synchronous_commit') as synchronous_commit, pg_is_in_recovery() as standby,
            current_setting('server_version_num')::int as version`,
  )
  const problems = settings === undefined ? ['it does not tell its settings'] : problemsOf(settings)
  if (problems.length > 0)
    throw new KhorgosError('CONFIG_INVALID', `The database is not usable: ${problems.join('; ')}.`)
}

function problemsOf(settings: Settings): string[] {
  const problems: string[] = []
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const)
    if (settings[name] === 'off') problems.push(`${name} is off, so that a committed receipt could be lost`)
  if (settings.standby) problems.push('it is a standby; the log is read and written on the primary only')
  if (settings.version < MIN_VERSION) problems.push('it is older than PostgreSQL 15')
  return problems
}
