/** What stands in Content-Type and Accept, where door and client have to use one and the same word. */

/** RFC 9457. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json'
/** Several JSON texts, one a line. */
export const NDJSON = 'application/x-ndjson'
/** A flattened JWS. RFC 7515 section 9.2.1. */
export const JOSE_JSON = 'application/jose+json'
/** Server-sent events. WHATWG HTML section 9.2. */
export const EVENT_STREAM = 'text/event-stream'
