/** Names of prepared statements, by their text. Texts are constants of this program, so there are few. */
const names = new Map<string, string>()

/** More texts than this would mean that somebody builds SQL from data; those run unprepared. */
const MAX_STATEMENTS = 500

/** Statements that PostgreSQL gains nothing from preparing, and scripts, which cannot be. */
const UNPREPARED = /^\s*(begin|commit|rollback|set|create|alter|drop|lock)\b|;\s*\S/i

/** The name under which every connection prepares this text on first use, or undefined to run it unprepared. */
export function statementName(sql: string): string | undefined {
  const known = names.get(sql)
  if (known !== undefined) return known
  if (names.size >= MAX_STATEMENTS || UNPREPARED.test(sql)) return undefined
  const name = `k${names.size + 1}`
  names.set(sql, name)
  return name
}
