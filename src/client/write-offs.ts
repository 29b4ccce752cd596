import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { WriteOffStep } from '../model/generated/verification/write-off-step.ts'
import type { CallOptions } from './calls.ts'
import { type Believe, sameAsSent, type Signed } from './signed.ts'

/**
 * Documents are used up. Every call may be repeated and is, while the connection fails or the gateway says later: the same
 * write-off under the same reference, and the same step again, are one.
 */
export interface WriteOffs {
  /** Sets aside, uses up or declines what a document has. */
  writeOff(request: WriteOffRequest, options?: CallOptions): Promise<Signed<WriteOff>>
  /** Uses what was reserved: all of it, or as much as the step names. */
  use(writeOff: string, step?: WriteOffStep, options?: CallOptions): Promise<Signed<WriteOff>>
  /** Gives back what was reserved or used; the step says why. */
  release(writeOff: string, step: WriteOffStep, options?: CallOptions): Promise<Signed<WriteOff>>
  /** As it stands: the newest statement. */
  writtenOff(writeOff: string, options?: CallOptions): Promise<Signed<WriteOff>>
  /** The same by the agency's own reference. */
  writtenOffUnder(reference: string, options?: CallOptions): Promise<Signed<WriteOff>>
}

export interface WriteOffParts {
  /** Repeats the call as long as that helps; the reply is a signed statement. */
  readonly call: (request: { path: string; body?: object }, options: CallOptions) => Promise<Uint8Array>
  readonly believe: Believe<WriteOff>
}

const WRITE_OFFS = '/v1/write-offs'

export function writeOffsBy({ call, believe }: WriteOffParts): WriteOffs {
  const step = async (
    writeOff: string,
    verb: 'use' | 'release',
    body: WriteOffStep,
    options: CallOptions,
  ): Promise<Signed<WriteOff>> => {
    const file = await call({ path: `${addressOf(writeOff)}/${verb}`, body }, options)
    return believe(
      file,
      (told) => notAbout(told, writeOff) ?? notIn(told, verb === 'use' ? 'used' : 'released'),
    )
  }
  return {
    async writeOff(request, options = {}) {
      return believe(await call({ path: WRITE_OFFS, body: request }, options), (told) =>
        sameAsSent(told.request, request) ? undefined : 'The statement is about another request',
      )
    },
    use: (writeOff, body = {}, options = {}) => step(writeOff, 'use', body, options),
    release: (writeOff, body, options = {}) => step(writeOff, 'release', body, options),
    async writtenOff(writeOff, options = {}) {
      return believe(await call({ path: addressOf(writeOff) }, options), (told) => notAbout(told, writeOff))
    },
    async writtenOffUnder(reference, options = {}) {
      const path = `${WRITE_OFFS}?reference=${encodeURIComponent(reference)}`
      return believe(await call({ path }, options), (told) =>
        (told.request?.reference ?? told.reference) === reference
          ? undefined
          : 'The statement is about another reference',
      )
    },
  }
}

const addressOf = (writeOff: string): string => `${WRITE_OFFS}/${encodeURIComponent(writeOff)}`

function notAbout({ writeOff }: WriteOff, wanted: string): string | undefined {
  return writeOff === wanted ? undefined : 'The statement is about another write-off'
}

function notIn({ state }: WriteOff, wanted: WriteOff['state']): string | undefined {
  return state === wanted ? undefined : `The write-off is ${state} after it was to be ${wanted}`
}
