import type { ErrorCode, Place } from '../errors.ts'

/** RFC 9457 body. The members after `instance` are extensions of ours (RFC 9457 3.2). */
export interface Problem {
  /** `urn:khorgos:error:<CODE>`. */
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  /** `urn:uuid:` and the id of the request, which our log lines carry. */
  readonly instance: string
  readonly code: ErrorCode
  readonly retry: 'never' | 'later' | 'stop'
  readonly place?: Place
  /** Seconds, where it is known when to try again: what has no header of its own, like a line of a batch, tells it too. */
  readonly retryAfter?: number
  /** A refused message is an exchange with a signed receipt like any other; a refused question has one too. */
  readonly exchange?: string
  readonly request?: string
  /** In which a refused act is on record. */
  readonly case?: string
  readonly receipt?: string
}
