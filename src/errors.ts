/**
 * Every way in which this program says no, in one table. A code is a promise to partners and operators:
 * it is never renamed, and `docs/errors.md` is printed from here.
 *
 * `http`   status of the problem reply (RFC 9457) when the error reaches the API.
 * `retry`  what the caller, or our own worker, does next: 'never' (mend the message first), 'later'
 *          (same bytes again, after a while), 'stop' (an operator is needed).
 * `title`  one sentence for people; details go into the error's message.
 */
export const CODES = {
  // at the door
  SENDER_UNKNOWN: { http: 401, retry: 'never', title: 'The client certificate belongs to no partner' },
  SENDER_MISMATCH: {
    http: 403,
    retry: 'never',
    title: 'The message names another sender than the connection',
  },
  FORMAT_NOT_AGREED: { http: 403, retry: 'never', title: 'The agreement does not cover this format' },
  AGREEMENT_NOT_IN_FORCE: { http: 403, retry: 'never', title: 'The agreement is not in force' },
  MEDIA_TYPE_UNSUPPORTED: { http: 415, retry: 'never', title: 'The media type is not accepted here' },
  MESSAGE_TOO_LARGE: { http: 413, retry: 'never', title: 'The message is larger than allowed' },
  MESSAGE_EMPTY: { http: 400, retry: 'never', title: 'The message has no bytes' },
  OVERLOADED: { http: 503, retry: 'later', title: 'The gateway is busy' },
  // people at the door
  AUTH_MISSING: { http: 401, retry: 'never', title: 'No bearer token came with the request' },
  AUTH_INVALID: { http: 401, retry: 'never', title: 'The token is not acceptable here' },
  AUTH_EXPIRED: { http: 401, retry: 'never', title: 'The token has expired' },
  AUTH_FORBIDDEN: { http: 403, retry: 'never', title: 'Role and office do not allow this' },
  AUTH_UNAVAILABLE: {
    http: 503,
    retry: 'later',
    title: 'The keys of the token issuer cannot be had, so that no token can be checked',
  },
  // syntax
  XML_MALFORMED: { http: 400, retry: 'never', title: 'The message is not well-formed XML' },
  XML_ENCODING: { http: 400, retry: 'never', title: 'The message is not in an agreed encoding' },
  XML_FORBIDDEN: {
    http: 400,
    retry: 'never',
    title: 'The message uses an XML construct that is not allowed',
  },
  XML_LIMIT: { http: 400, retry: 'never', title: 'The message exceeds a structural limit' },
  JSON_MALFORMED: { http: 400, retry: 'never', title: 'The body is not acceptable JSON' },
  // signature
  SIGNATURE_MISSING: { http: 422, retry: 'never', title: 'The message carries no signature' },
  SIGNATURE_PROFILE: { http: 422, retry: 'never', title: 'The signature does not follow the agreed profile' },
  SIGNATURE_INVALID: { http: 422, retry: 'never', title: 'The signature does not verify' },
  SIGNER_UNKNOWN: {
    http: 422,
    retry: 'never',
    title: "No key of the sender's agreement made this signature",
  },
  SIGNER_COMPROMISED: {
    http: 422,
    retry: 'never',
    title: 'The key that made this signature is stated as compromised',
  },
  // content
  FORMAT_UNKNOWN: { http: 422, retry: 'never', title: 'The format of the message is not known' },
  FORMAT_AMBIGUOUS: { http: 422, retry: 'never', title: 'The message fits more than one format' },
  SCHEMA_INVALID: { http: 422, retry: 'never', title: "The message does not follow its format's schema" },
  FIELD_INVALID: { http: 422, retry: 'never', title: 'A field has a value that cannot be read' },
  CODE_UNKNOWN: { http: 422, retry: 'never', title: 'A code is not in its list' },
  TOTAL_MISMATCH: { http: 422, retry: 'never', title: 'A total differs from the sum of its parts' },
  DOCUMENT_INVALID: { http: 422, retry: 'never', title: 'The message misses what its document requires' },
  MESSAGE_ID_REUSED: {
    http: 409,
    retry: 'never',
    title: 'The message id was used before for another content',
  },
  // conversion
  LOSS_NOT_ACCEPTED: { http: 422, retry: 'never', title: 'The conversion would lose a field without leave' },
  OUTPUT_INVALID: {
    http: 422,
    retry: 'never',
    title: "The converted message does not fit the receiver's format",
  },
  COMPANION_EXPIRED: { http: 422, retry: 'never', title: 'The companion document did not arrive in time' },
  COMPANION_AMBIGUOUS: {
    http: 409,
    retry: 'never',
    title: 'Another message already waits under the same key',
  },
  // delivery
  PARTNER_UNREACHABLE: { http: 502, retry: 'later', title: 'The receiver could not be reached' },
  PARTNER_REFUSED: { http: 502, retry: 'never', title: 'The receiver refused the message' },
  ACKNOWLEDGEMENT_INVALID: {
    http: 502,
    retry: 'later',
    title: "The receiver's acknowledgement does not verify",
  },
  ACKNOWLEDGEMENT_UNMATCHED: {
    http: 422,
    retry: 'never',
    title: 'The acknowledgement answers no message of ours',
  },
  ACKNOWLEDGEMENT_MISSING: { http: 504, retry: 'later', title: 'The receiver did not acknowledge in time' },
  // evidence
  EVIDENCE_INVALID: { http: 422, retry: 'never', title: 'The evidence does not verify' },
  LOG_HEAD_MOVED: { http: 500, retry: 'later', title: 'Another node moved the log head' },
  LOG_ROLLED_BACK: {
    http: 500,
    retry: 'stop',
    title: 'The database is behind the last published checkpoint',
  },
  LOG_CORRUPT: { http: 500, retry: 'stop', title: 'The stored log does not hash to its checkpoint' },
  // asking
  NOT_FOUND: { http: 404, retry: 'never', title: 'There is nothing here for you' },
  METHOD_NOT_ALLOWED: { http: 405, retry: 'never', title: 'This address does not take that method' },
  REQUEST_TIMEOUT: { http: 408, retry: 'later', title: 'The request did not arrive in time' },
  REQUEST_INVALID: { http: 400, retry: 'never', title: 'The request does not follow the API description' },
  // cases
  CASE_UNKNOWN: { http: 404, retry: 'never', title: 'There is no such case, or not for you' },
  CASE_EXISTS: { http: 409, retry: 'never', title: 'There is a case about this already' },
  CASE_MOVED: { http: 409, retry: 'never', title: 'The case has moved on since it was looked at' },
  TRIP_UNKNOWN: { http: 404, retry: 'never', title: 'There is no such trip, or not for you' },
  WORKFLOW_INVALID: { http: 500, retry: 'stop', title: 'A definition of a workflow cannot be used' },
  WORKFLOW_UNKNOWN: { http: 404, retry: 'never', title: 'No workflow of that name is in force' },
  ACT_UNKNOWN: { http: 422, retry: 'never', title: 'The workflow knows no such act' },
  ACT_INVALID: { http: 422, retry: 'never', title: 'What the act states does not follow its description' },
  ACT_FORBIDDEN: { http: 403, retry: 'never', title: 'Role or office do not allow this act' },
  ACT_UNFIT: { http: 409, retry: 'never', title: 'The case is not in a state in which this can be done' },
  ACT_CONDITION: { http: 409, retry: 'never', title: 'The case does not meet the conditions of the act' },
  ACT_LATE: { http: 409, retry: 'never', title: 'The time in which this could be done is over' },
  ACT_ID_REUSED: { http: 409, retry: 'never', title: 'The id of the act was used before for another one' },
  // ledger
  KIND_UNKNOWN: { http: 422, retry: 'never', title: 'There is no such kind of document' },
  KIND_NOT_AGREED: {
    http: 403,
    retry: 'never',
    title: 'The agreement does not cover questions about these documents',
  },
  PURPOSE_NOT_AGREED: { http: 403, retry: 'never', title: 'The agreement does not cover this purpose' },
  INQUIRY_NOT_AGREED: {
    http: 403,
    retry: 'never',
    title: 'No agreement covers asking the issuing authority about this document',
  },
  NUMBER_MALFORMED: {
    http: 422,
    retry: 'never',
    title: 'No document of this kind and issuer has such a number',
  },
  VERIFICATION_LIMITED: {
    http: 429,
    retry: 'later',
    title: 'Too many questions did not fit the documents they were about',
  },
  INQUIRY_LIMITED: {
    http: 429,
    retry: 'later',
    title: 'More inquiries would be made for the agency than its agreement allows',
  },
  DOCUMENT_NOT_ESTABLISHED: {
    http: 422,
    retry: 'never',
    title: 'Nothing can be written off from this document for you',
  },
  LINE_UNKNOWN: {
    http: 422,
    retry: 'never',
    title: 'The document has no such line, or nothing is counted there',
  },
  UNIT_NOT_CONVERTIBLE: {
    http: 422,
    retry: 'never',
    title: 'The amount cannot be told in the unit of the document',
  },
  BALANCE_EXCEEDED: { http: 409, retry: 'never', title: 'Less is left than was asked for' },
  REFERENCE_REUSED: {
    http: 409,
    retry: 'never',
    title: 'The reference was used before for another write-off',
  },
  RESERVATION_TOO_LONG: {
    http: 422,
    retry: 'never',
    title: 'The agreement does not let anything be reserved for so long',
  },
  RESERVATION_PAST: {
    http: 422,
    retry: 'never',
    title: 'The moment until which to reserve is past',
  },
  RESERVATION_ENDED: {
    http: 409,
    retry: 'never',
    title: 'The reservation has ended, and what was reserved went back',
  },
  WRITE_OFF_STATE: { http: 409, retry: 'never', title: 'The write-off is not in a state for this step' },
  // workflows
  EXPRESSION_INVALID: { http: 422, retry: 'never', title: 'An expression of a data file does not compile' },
  PARAMETER_INVALID: { http: 422, retry: 'never', title: 'A risk parameter is not usable' },
  // load checklists
  CHECKLIST_NUMBERS_EXHAUSTED: {
    http: 409,
    retry: 'stop',
    title: 'The office has no number left for load checklists of this year',
  },
  PRESENTATION_INVALID: { http: 422, retry: 'never', title: 'The code does not present a load checklist' },
  PRESENTATION_FOREIGN: {
    http: 422,
    retry: 'never',
    title: 'The code is of another load checklist, or of another crossing',
  },
  PRESENTATION_EXPIRED: {
    http: 422,
    retry: 'never',
    title: 'The presentation of the load checklist is not valid at this time',
  },
  // ourselves
  CONFIG_INVALID: { http: 500, retry: 'stop', title: 'The configuration is not usable' },
  MAPPING_INVALID: { http: 500, retry: 'stop', title: 'A mapping file is not usable' },
  BROKER_UNAVAILABLE: { http: 503, retry: 'later', title: 'The message broker cannot be reached' },
  STORE_UNAVAILABLE: { http: 503, retry: 'later', title: 'The database cannot be reached' },
  INTERNAL: { http: 500, retry: 'later', title: 'An unexpected fault; it has been recorded' },
} as const satisfies Record<string, { http: number; retry: 'never' | 'later' | 'stop'; title: string }>

export type ErrorCode = keyof typeof CODES

/** Where in a message (or file) something is wrong. */
export interface Place {
  /** Path from the root with 1-based positions, e.g. `/Awmds/Bol_segment[2]/Goods_segment/Gross_mass`. */
  readonly path: string
  /** 1-based line in the received bytes, where known. */
  readonly line?: number
  /** WCO Data Model element id (Error/Pointer TagID) of the field, where the mapping knows it. */
  readonly wcoId?: string
}

interface KhorgosErrorOptions {
  readonly place?: Place | undefined
  readonly cause?: unknown
  readonly retryAfter?: number
  readonly problems?: readonly KhorgosError[]
}

/** The one error class. Thrown, never returned; `message` is a sentence a partner may read, without secrets. */
export class KhorgosError extends Error {
  readonly code: ErrorCode
  readonly place: Place | undefined
  /** Seconds after which it is worth trying again, where that is known. */
  readonly retryAfter: number | undefined
  /** When several things are wrong with a message or file: each of them, the first included. */
  readonly problems: readonly KhorgosError[]

  constructor(code: ErrorCode, message: string, options: KhorgosErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'KhorgosError'
    this.code = code
    this.place = options.place
    this.retryAfter = options.retryAfter
    this.problems = options.problems ?? []
  }

  /** What is wrong, one by one: `problems`, or this error alone. */
  get each(): readonly KhorgosError[] {
    return this.problems.length > 0 ? this.problems : [this]
  }

  get retry(): 'never' | 'later' | 'stop' {
    return CODES[this.code].retry
  }
}

/** Turns anything thrown into a `KhorgosError`; what we did not foresee becomes INTERNAL and keeps its cause. */
export function asKhorgosError(thrown: unknown): KhorgosError {
  if (thrown instanceof KhorgosError) return thrown
  return new KhorgosError('INTERNAL', CODES.INTERNAL.title, { cause: thrown })
}
