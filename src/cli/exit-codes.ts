import type { ErrorCode } from '../errors.ts'

/** The one table of exit codes: printed by `--help`, copied into docs/operations.md, checked by a test. */
export const EXIT_CODES = {
  OK: { code: 0, meaning: 'done; what was asked about is valid' },
  NOT_VALID: { code: 1, meaning: 'the content was refused: not valid, not convertible, not intact, refuted' },
  USAGE: { code: 2, meaning: 'the command line is wrong, or a file named on it cannot be read' },
  CONFIGURATION: { code: 3, meaning: 'the environment, a partner file, a key or a mapping is not usable' },
  UNAVAILABLE: { code: 4, meaning: 'the database or the network cannot be reached; try again later' },
  NOT_ESTABLISHED: {
    code: 5,
    meaning: 'nobody can tell: a document is neither confirmed nor refuted, or may not be asked about',
  },
  NOT_KEPT: { code: 6, meaning: 'an answer came and could not be written into its file' },
  INTERNAL: { code: 70, meaning: 'a fault of this program' },
} as const satisfies Record<string, { code: number; meaning: string }>

export type Exit = keyof typeof EXIT_CODES

/** Codes that are not about the content in hand; every other code of src/errors.ts ends with NOT_VALID. */
const EXIT_OF_ERROR: Partial<Record<ErrorCode, Exit>> = {
  CONFIG_INVALID: 'CONFIGURATION',
  MAPPING_INVALID: 'CONFIGURATION',
  STORE_UNAVAILABLE: 'UNAVAILABLE',
  PARTNER_UNREACHABLE: 'UNAVAILABLE',
  AUTH_UNAVAILABLE: 'UNAVAILABLE',
  LOG_HEAD_MOVED: 'UNAVAILABLE',
  OVERLOADED: 'UNAVAILABLE',
  INTERNAL: 'INTERNAL',
}

export function exitOfError(code: ErrorCode): Exit {
  return EXIT_OF_ERROR[code] ?? 'NOT_VALID'
}

/** The table as `--help` prints it. */
export function exitCodeHelp(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(2)}  ${meaning}`,
  )
  return ['Exit codes:', ...rows].join('\n')
}
