import type { Answer } from '../model/generated/verification/answer.ts'
import { asObject, textAt } from '../model/json-access.ts'
import { JOSE_JSON } from '../model/media-types.ts'
import type { CallOptions } from './calls.ts'
import { GatewayError } from './gateway-error.ts'
import { objectIn, signedIn } from './reply-body.ts'
import { isPassing, rest } from './retry.ts'
import { type Believe, sameAsSent, type Signed } from './signed.ts'

export interface WaitOptions extends CallOptions {
  /** How long at most, in milliseconds. */
  readonly withinMs: number
}

/** Answers read again, and those that came after them. Reading is repeated while the connection fails or the gateway says later. */
export interface Answers {
  /** The same answer again, as it was given. */
  answer(verification: string, options?: CallOptions): Promise<Signed<Answer>>
  /** The newest answer to the same question: another one than the first when its inquiry has ended. */
  newestAnswer(verification: string, options?: CallOptions): Promise<Signed<Answer>>
  /**
   * The newest answer as soon as the inquiry has ended that the question waits for, or as it is when the time is over:
   * `inquiry.state` is `open` then. At once where nothing is waited for. It asks again every now and then, every minute at the end; who
   * waits for many, or for days, follows the notices instead.
   */
  awaitInquiry(verification: string, options: WaitOptions): Promise<Signed<Answer>>
}

export interface AnswerParts {
  /** Repeats the call as long as that helps. */
  readonly read: (path: string, accept: string, options: CallOptions) => Promise<Uint8Array>
  readonly believe: Believe<Answer>
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export function answersBy({ read, believe, closed }: AnswerParts): Answers {
  /** An answer with the id of the one after it. */
  const view = async (verification: string, options: CallOptions, before?: Signed<Answer>) => {
    const reply = await read(addressOf(verification), 'application/json', options)
    const body = objectIn(reply, 'The reply')
    const answered = believe(
      signedIn(body),
      (answer) => notAt(verification)(answer) ?? (before && notAfter(before.statement)(answer)),
    )
    return { answered, next: idIn(textAt(asObject(body['links']), 'next')) }
  }

  /** Follows `links.next` as long as there is one. */
  const newest = async (verification: string, options: CallOptions): Promise<Signed<Answer>> => {
    let { answered, next } = await view(verification, options)
    while (next !== undefined) ({ answered, next } = await view(next, options, answered))
    return answered
  }

  return {
    async answer(verification, options = {}) {
      return believe(await read(addressOf(verification), JOSE_JSON, options), notAt(verification))
    },
    newestAnswer: (verification, options = {}) => newest(verification, options),
    async awaitInquiry(verification, { withinMs, signal }) {
      const end = performance.now() + withinMs
      const stop = signal === undefined ? closed : AbortSignal.any([signal, closed])
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        const left = end - performance.now()
        try {
          const answered = await newest(verification, { signal: stop })
          if (!isOpen(answered) || left <= 0) return answered
        } catch (thrown) {
          // A gateway that is away for a while is waited for like the authority.
          if (stop.aborted || left <= 0 || !isPassing(thrown)) throw thrown
        }
        await rest(Math.min(pauseMs, left), stop)
      }
    },
  }
}

const ADDRESS = '/v1/verifications/'

const addressOf = (verification: string): string => `${ADDRESS}${encodeURIComponent(verification)}`

const isOpen = ({ statement }: Signed<Answer>): boolean => statement.inquiry?.state === 'open'

const notAt = (wanted: string) => (answer: Answer) =>
  answer.verification === wanted ? undefined : 'The answer is to another verification'

const notAfter = (before: Answer) => (answer: Answer) =>
  answer.follows === before.verification && sameAsSent(answer.question, before.question)
    ? undefined
    : 'The answer does not follow the one before'

/** Only the id is taken from the reply: the client asks nobody but its gateway, and for nothing but answers. */
function idIn(link: string | undefined): string | undefined {
  if (link === undefined) return undefined
  const id = link.startsWith(ADDRESS) ? link.slice(ADDRESS.length) : ''
  if (/^[0-9a-f-]{36}$/.test(id)) return id
  throw new GatewayError('EVIDENCE_INVALID', 'The reply names a next answer that is none.')
}
