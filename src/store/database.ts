import { KhorgosError } from '../errors.ts'
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg'
import { asStoreError } from './store-error.ts'
import { statementName } from './statements.ts'

/** One transaction. Its queries may be issued without waiting for each other: they run in the order of calling. */
export interface Tx {
  /**
   * @param sql fixed text with `$1`…; never built from data (each text is prepared once per connection)
   * @returns rows with int8 as bigint, timestamptz as Date, bytea as Buffer
   */
  query<R>(sql: string, params?: readonly unknown[]): Promise<R[]>
}

/** PostgreSQL, or the embedded one: the same SQL, the same driver, the same promises. */
export interface Database extends Tx {
  readonly kind: 'postgres' | 'embedded'
  /**
   * Commits when `work` resolves, rolls back when it throws. Inside `work` only `tx` may be used: on the embedded
   * database there is no second connection to wait for. READ COMMITTED: invariants rest on unique keys and the
   * lock of the log head, never on isolation levels.
   * @throws KhorgosError STORE_UNAVAILABLE when the connection fails; if that happens after `work` has resolved,
   * whether the transaction was committed is not known and must be read back
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Waits for running work, then closes. */
  close(): Promise<void>
}

/** A database over a pool whose connections are set up as `connection.ts` says. `onClose` runs after the pool ended. */
export function databaseOver(
  pool: Pool,
  kind: Database['kind'],
  onClose: () => Promise<void> = () => Promise.resolve(),
): Database {
  let closing: Promise<void> | undefined
  return {
    kind,
    query: async <R>(sql: string, params: readonly unknown[] = []) => {
      const client = await checkOut(pool)
      let failure: unknown
      try {
        return await run<R>(client, sql, params)
      } catch (thrown) {
        failure = thrown
        throw thrown
      } finally {
        client.release(isUnusable(failure))
      }
    },
    transaction: (work) => inTransaction(pool, work),
    close: () => (closing ??= pool.end().then(onClose)),
  }
}

async function inTransaction<T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = await checkOut(pool)
  let unusable = false
  try {
    await run(client, 'begin', [])
    const result = await work({ query: (sql, params = []) => run(client, sql, params) })
    await commit(client)
    return result
  } catch (thrown) {
    unusable = isUnusable(thrown) || !(await rolledBack(client))
    throw thrown
  } finally {
    client.release(unusable)
  }
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: that must not pass for a promise. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await send(client, { text: 'commit' })
  if (command !== 'COMMIT')
    throw new KhorgosError(
      'INTERNAL',
      `The transaction ended with ${command}: a failed statement was passed over.`,
    )
}

/** False when the state of the connection is unknown; it is then thrown away, never reused. */
async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await send(client, { text: 'rollback' })
    return true
  } catch (thrown) {
    return asStoreError(thrown) === undefined
  }
}

async function checkOut(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (thrown) {
    // Refused, timed out, wrong password, no such database: whatever it is, nothing can be stored now.
    throw new KhorgosError('STORE_UNAVAILABLE', 'The database cannot be reached.', { cause: thrown })
  }
}

async function run<R>(client: PoolClient, sql: string, params: readonly unknown[]): Promise<R[]> {
  const name = statementName(sql)
  const query = { text: sql, values: [...params], ...(name === undefined ? {} : { name }) }
  const { rows } = await send<R & QueryResultRow>(client, query)
  return rows
}

async function send<R extends QueryResultRow>(
  client: PoolClient,
  query: QueryConfig,
): Promise<QueryResult<R>> {
  gatherWrites(client)
  try {
    return await client.query<R>(query)
  } catch (thrown) {
    throw asStoreError(thrown) ?? thrown
  }
}

/**
 * Statements of one turn go out in one write: each write of its own is a system call that wakes the server, which
 * costs more than the statement.
 */
function gatherWrites({ connection: { stream } }: PoolClient): void {
  stream.cork()
  process.nextTick(() => stream.uncork())
}

const isUnusable = (thrown: unknown): boolean =>
  thrown instanceof KhorgosError && thrown.code === 'STORE_UNAVAILABLE'
