import { CODES, type ErrorCode, KhorgosError, type Place } from '../errors.ts'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Problem } from '../model/problem.ts'
import { parseStrictJson } from '../model/strict-json.ts'

/** A problem document as it came: a gateway that is newer than its client may have codes of its own. */
export type ToldProblem = Omit<Problem, 'code'> & { readonly code: string }

interface GatewayErrorOptions {
  readonly status?: number
  readonly problem?: ToldProblem
  /** Seconds, from `Retry-After`. */
  readonly retryAfter?: number | undefined
  readonly cause?: unknown
  readonly problems?: readonly KhorgosError[]
}

/** All that keeps a client from having what it asked for: a refusal, a connection that failed, a statement that does not verify. */
export class GatewayError extends KhorgosError {
  /** HTTP status of the reply, or of the line of a batch; undefined when none came. */
  readonly status: number | undefined
  /** What the gateway said; undefined when it said nothing, or somebody else answered in its place. */
  readonly problem: ToldProblem | undefined

  constructor(code: ErrorCode, message: string, options: GatewayErrorOptions = {}) {
    const { status, problem, retryAfter = problem?.retryAfter } = options
    super(code, message, {
      place: problem?.place,
      cause: options.cause,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(options.problems !== undefined && { problems: options.problems }),
    })
    this.name = 'GatewayError'
    this.status = status
    this.problem = problem
  }

  override get retry(): Problem['retry'] {
    return this.problem?.retry ?? super.retry
  }

  /** Id of the refused request, which is on record with the gateway. */
  get request(): string | undefined {
    return this.problem?.request
  }

  /** C2SP tlog-proof of that record: evidence of the refusal. */
  get receipt(): string | undefined {
    return this.problem?.receipt
  }
}

/**
 * @param body of a reply that is no success; anything, since not every reply is the gateway's own
 * @param retryAfter value of the header
 */
export function refusalOf(status: number, body: string, retryAfter?: string): GatewayError {
  const problem = problemIn(body)
  const seconds = secondsIn(retryAfter)
  if (problem === undefined)
    return new GatewayError(codeOfStatus(status), `The gateway answered with HTTP status ${status}.`, {
      status,
      retryAfter: seconds,
    })
  return refusedBy(status, problem, seconds)
}

/** @throws KhorgosError EVIDENCE_INVALID when the body of a line is no problem document */
export function refusalOfLine(status: number, body: JsonValue | undefined): GatewayError {
  const problem = toProblem(asObject(body))
  if (problem === undefined)
    throw new GatewayError('EVIDENCE_INVALID', 'A line of the reply is neither an answer nor a problem.')
  return refusedBy(status, problem, undefined)
}

function refusedBy(status: number, problem: ToldProblem, retryAfter: number | undefined): GatewayError {
  const code = isErrorCode(problem.code) ? problem.code : codeOfStatus(status)
  const told = isErrorCode(problem.code) ? problem.detail : `${problem.code}: ${problem.detail}`
  return new GatewayError(code, told, { status, problem, ...(retryAfter !== undefined && { retryAfter }) })
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(CODES, code)

/** For a reply that names no code of ours, as that of something between us and the gateway. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 429 || status === 502 || status === 503 || status === 504) return 'OVERLOADED'
  if (status >= 500) return 'INTERNAL'
  return status === 404 ? 'NOT_FOUND' : 'REQUEST_INVALID'
}

function problemIn(body: string): ToldProblem | undefined {
  try {
    return toProblem(asObject(parseStrictJson(body)))
  } catch {
    return undefined // Whatever stands between us and the gateway may say anything.
  }
}

function toProblem(body: JsonObject | undefined): ToldProblem | undefined {
  const code = textAt(body, 'code')
  const status = body?.['status']
  if (body === undefined || code === undefined || typeof status !== 'number') return undefined
  const { retryAfter } = body
  const place = placeOf(asObject(body['place']))
  return {
    type: textAt(body, 'type') ?? 'about:blank',
    title: plain(textAt(body, 'title') ?? ''),
    status,
    detail: plain(textAt(body, 'detail') ?? ''),
    instance: textAt(body, 'instance') ?? '',
    code: plain(code),
    retry: retryOf(textAt(body, 'retry')),
    ...(place !== undefined && { place }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
    ...textsIn(body, ['exchange', 'request', 'receipt']),
  }
}

function placeOf(place: JsonObject | undefined): Place | undefined {
  const path = textAt(place, 'path')
  const line = place?.['line']
  if (path === undefined) return undefined
  return { path: plain(path), ...(typeof line === 'number' && { line }), ...textsIn(place, ['wcoId']) }
}

function textsIn<Name extends string>(
  object: JsonObject | undefined,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const texts: Partial<Record<Name, string>> = {}
  for (const name of names) {
    const text = textAt(object, name)
    if (text !== undefined) texts[name] = text
  }
  return texts
}

function retryOf(text: string | undefined): Problem['retry'] {
  return text === 'later' || text === 'stop' ? text : 'never'
}

/** People read this on terminals and in logs, where control characters would make lines of their own. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ')

/** RFC 9110 section 10.2.3: seconds, or a date. */
function secondsIn(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) return undefined
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter)
  // Without it, nearly everything is some date.
  const at = retryAfter.endsWith(' GMT') ? Date.parse(retryAfter) : NaN
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - Date.now()) / 1000))
}
