import { KhorgosError } from '../errors.ts'

/**
 * SQLSTATEs (PostgreSQL appendix A) after which the same work may succeed later, although nothing is wrong with
 * the statement: 08 connection, 53 resources (disk full, too many connections), 57 operator intervention
 * (shutdown, statement timeout), 58 system error, 25006 read-only (a standby), 25P03 idle in transaction,
 * 55P03 lock not available.
 */
const UNAVAILABLE = /^(?:08|53|57|58)...$|^(?:25006|25P03|55P03)$/

/** Serialization failure and deadlock: this transaction lost against another and may simply run again. */
const LOST_RACE = /^(?:40001|40P01)$/

/** Failures of pg itself carry no SQLSTATE: the connection ended, or an answer did not come in time. */
const CONNECTION_FAILURE =
  /connection terminated|connection ended|connection error|not queryable|client was closed|read timeout|timeout expired|cannot use a pool after/i

/** Errors of sockets (ECONNRESET, EPIPE, …). */
const SOCKET_CODE = /^E[A-Z]{3,}$/

/** STORE_UNAVAILABLE for failures of the database's service, undefined for faults of the statement. */
export function asStoreError(thrown: unknown): KhorgosError | undefined {
  if (thrown instanceof KhorgosError) return thrown.code === 'STORE_UNAVAILABLE' ? thrown : undefined
  if (!(thrown instanceof Error)) return undefined
  const code = sqlState(thrown)
  const unavailable =
    code === undefined
      ? CONNECTION_FAILURE.test(thrown.message)
      : UNAVAILABLE.test(code) || SOCKET_CODE.test(code)
  return unavailable
    ? new KhorgosError('STORE_UNAVAILABLE', 'The database did not do its work.', { cause: thrown })
    : undefined
}

export function isLostRace(thrown: unknown): boolean {
  return LOST_RACE.test(sqlState(thrown) ?? '')
}

/** The SQLSTATE (or the socket's error code) of something thrown by pg. */
export function sqlState(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' ? thrown.code : undefined
}
