import { asObject } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { JOSE_JSON } from '../model/media-types.ts'
import type { Notice } from '../model/generated/verification/notice.ts'
import { type CallOptions, MAX_REPLY_BYTES } from './calls.ts'
import { eventsOf } from './events.ts'
import { GatewayError } from './gateway-error.ts'
import { objectIn, signedIn } from './reply-body.ts'
import type { Believe, Signed } from './signed.ts'

/** Where to begin. */
export interface NoticesFrom extends CallOptions {
  /**
   * Only those behind this place in the log: `statement.ledger.size` of the last notice that was dealt with, or of an answer.
   * From the first one where absent.
   */
  readonly after?: string | undefined
}

export interface FollowFrom extends NoticesFrom {
  /** Told why the stream broke off or could not be opened, each time before it is tried again. */
  readonly onInterruption?: (error: GatewayError) => void
}

/** What the agency is told of its answers and write-offs later, in the order of the log: none is left out and none comes twice. */
export interface Notices {
  /** One of them again. */
  notice(id: string, options?: CallOptions): Promise<Signed<Notice>>
  /** All that there are by now. */
  notices(from?: NoticesFrom): AsyncGenerator<Signed<Notice>, void, undefined>
  /**
   * Those and each that is made from then on, until `signal` is aborted or the client closed: then it ends. While the
   * connection fails or the gateway says later it is opened again, behind the last notice that was handed out, for ever; what waiting does not
   * help is thrown. It holds one of the few streams that the gateway has for an agency.
   */
  followNotices(from?: FollowFrom): AsyncGenerator<Signed<Notice>, void, undefined>
}

export interface NoticeParts {
  /** Repeats the call as long as that helps. */
  readonly read: (path: string, accept: string, options: CallOptions) => Promise<Uint8Array>
  /** A stream, once. */
  readonly open: (path: string, signal: AbortSignal) => AsyncIterable<Uint8Array>
  /** Opens a stream again whenever it has broken off. */
  readonly reopened: <T>(
    open: () => AsyncIterable<T>,
    signal: AbortSignal,
    onInterruption: FollowFrom['onInterruption'],
  ) => AsyncGenerator<T, void, undefined>
  readonly believe: Believe<Notice>
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal
}

const NOTICES = '/v1/notices'
/** As many as the gateway gives at once. */
const PAGE = '100'

export function noticesBy({ read, open, reopened, believe, closed }: NoticeParts): Notices {
  return {
    async notice(id, options = {}) {
      return believe(await read(`${NOTICES}/${encodeURIComponent(id)}`, JOSE_JSON, options), ({ notice }) =>
        notice === id ? undefined : 'The notice is another one',
      )
    },
    async *notices({ after, ...options } = {}) {
      const reader = createReader(believe, after)
      for (;;) {
        const page = noticesIn(await read(reader.address({ limit: PAGE }), 'application/json', options))
        if (page.length === 0) return
        for (const each of page) yield reader.next(each)
      }
    },
    async *followNotices({ after, signal, onInterruption } = {}) {
      const reader = createReader(believe, after)
      const end = signal === undefined ? closed : AbortSignal.any([signal, closed])
      const stream = async function* () {
        for await (const { type, data } of eventsOf(open(reader.address(), end), MAX_REPLY_BYTES))
          if (type === 'notice') yield reader.next(objectIn(Buffer.from(data), 'An event'))
      }
      yield* reopened(stream, end, onInterruption)
    },
  }
}

/** Knows how far it has read: a notice that does not stand behind the one before is not what the gateway promises. */
function createReader(believe: NoticeParts['believe'], after: string | undefined) {
  let place = after === undefined ? undefined : placeIn(after)
  return {
    /** Of what comes next. */
    address: (query: Readonly<Record<string, string>> = {}): string => {
      const behind = place === undefined ? {} : { after: place.toString() }
      const parameters = new URLSearchParams({ ...behind, ...query }).toString()
      return parameters === '' ? NOTICES : `${NOTICES}?${parameters}`
    },
    next(body: JsonObject): Signed<Notice> {
      const notice = believe(signedIn(body), ({ ledger }) =>
        place === undefined || BigInt(ledger.size) > place
          ? undefined
          : `The notice of record ${ledger.size} came behind record ${place}`,
      )
      place = notice.record.index
      return notice
    },
  }
}

function placeIn(after: string): bigint {
  if (/^(?:0|[1-9]\d{0,18})$/.test(after)) return BigInt(after)
  throw new GatewayError('REQUEST_INVALID', `"${after}" is no place in the log.`)
}

/** Nothing of a list may be passed over. */
function noticesIn(reply: Uint8Array): readonly JsonObject[] {
  const list = objectIn(reply, 'The reply')['notices']
  const all = Array.isArray(list) ? list.map(asObject) : [undefined]
  const read = all.filter((each) => each !== undefined)
  if (read.length === all.length) return read
  throw new GatewayError('EVIDENCE_INVALID', 'The reply is no list of notices.')
}
