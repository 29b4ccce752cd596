import { CODES, type ErrorCode, KhorgosError } from '../errors.ts'

/** The questions that a bundle, a signed statement or a presented checklist is asked. */
export type CheckName =
  | 'container'
  | 'container-signature'
  | 'gateway-key-trusted'
  | 'log-key-trusted'
  | 'receipt'
  | 'one-checkpoint'
  | 'commitment'
  | 'agreement'
  | 'received-signature'
  | 'sent-signature'
  | 'acknowledgement-signature'
  | 'story'
  | 'statement-form'
  | 'statement-signature'
  | 'record'
  | 'presentation-form'
  | 'presentation-signature'
  | 'presentation-content'
  | 'presentation-time'

/** One answer. `not-established` means that the file, or the trust handed in, does not say. */
export interface BundleCheck {
  readonly check: CheckName
  readonly result: 'pass' | 'fail' | 'not-established'
  readonly code?: ErrorCode
  /** A sentence for people that names the file or record meant. */
  readonly detail: string
}

export type Verdict = 'valid' | 'invalid' | 'not-established'

/** Collects answers; a check that throws has failed, and the next one still runs. */
export class CheckList {
  readonly #checks: BundleCheck[] = []

  get checks(): readonly BundleCheck[] {
    return this.#checks
  }

  /** Invalid when anything failed; valid only when everything asked was answered. */
  get verdict(): Verdict {
    const results = new Set(this.#checks.map(({ result }) => result))
    if (results.has('fail')) return 'invalid'
    return results.has('not-established') || results.size === 0 ? 'not-established' : 'valid'
  }

  pass(check: CheckName, detail: string): void {
    this.#checks.push({ check, result: 'pass', detail })
  }

  fail(check: CheckName, detail: string, code: ErrorCode = 'EVIDENCE_INVALID'): void {
    this.#checks.push({ check, result: 'fail', code, detail })
  }

  leaveOpen(check: CheckName, detail: string): void {
    this.#checks.push({ check, result: 'not-established', detail })
  }

  /** Runs `work`; its value is the proof, an error of any kind is the failure. `about` opens the sentence. */
  attempt<T>(check: CheckName, about: string, work: () => T): T | undefined {
    try {
      const value = work()
      this.pass(check, about)
      return value
    } catch (thrown) {
      this.#failBy(check, about, thrown)
      return undefined
    }
  }

  async attemptAsync<T>(check: CheckName, about: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const value = await work()
      this.pass(check, about)
      return value
    } catch (thrown) {
      this.#failBy(check, about, thrown)
      return undefined
    }
  }

  /** Whatever a stranger's bytes make a parser or a cryptographic library say is a finding about the bytes. */
  #failBy(check: CheckName, about: string, thrown: unknown): void {
    if (thrown instanceof KhorgosError) return this.fail(check, `${about}: ${thrown.message}`, thrown.code)
    const reason = thrown instanceof Error ? thrown.message : CODES.EVIDENCE_INVALID.title
    this.fail(check, `${about}: ${reason}`)
  }
}
