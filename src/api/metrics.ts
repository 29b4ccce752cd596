import { Counter, Gauge, Histogram, collectDefaultMetrics, type Registry } from 'prom-client'
import type { ErrorCode } from '../errors.ts'
import type { PushOutcome } from '../ledger/notices/notice-pushes.ts'
import type { ReportStatus } from '../ledger/service.ts'
import type { AnswerVerdictWord } from '../model/answer-verdict.ts'
import type { WriteOffState } from '../model/write-off-state.ts'

/** Steps of one message, as `docs/architecture.md` names them. */
export type Stage = 'switch' | 'commit' | 'deliver'

export interface Metrics {
  readonly registry: Registry
  /** A message was answered. `partner` is undefined when the connection belonged to nobody. */
  outcome(partner: string | undefined, code: ErrorCode | 'OK' | 'DUPLICATE'): void
  /** A conversion was tried. */
  dryRun(partner: string, convertible: boolean): void
  /** A question was answered, with its verdict, or refused, with the code. */
  verification(agency: string, outcome: ErrorCode | AnswerVerdictWord): void
  /** A write-off or a step of one was made, with the state it left; came again; or was refused, with the code. */
  writeOff(agency: string, outcome: ErrorCode | WriteOffState | 'DUPLICATE'): void
  /** A notice was sent to an agency's address, with what became of that. */
  noticePush(agency: string, outcome: PushOutcome): void
  /** An authority was asked about a document, or reminded of that. */
  inquiryRequest(authority: string, request: 'first' | 'reminder'): void
  /** A message was made that tells an issuer of the use of its document. */
  report(issuer: string, status: ReportStatus): void
  /** Somebody came to the door for people with a token that was not taken there, or not for that. */
  turnedAway(code: ErrorCode): void
  /** The broker took events of cases; `unwanted` of them no queue wanted. */
  announced(told: { readonly taken: number; readonly unwanted: number }): void
  /** What a case of the workflow told another reached none. */
  unheard(workflow: string): void
  /** A request was answered, after `seconds`. `operation` is the route, never the URL. */
  request(operation: string, method: string, status: number, seconds: number): void
  /** A step took `seconds`. */
  stage(stage: Stage, seconds: number): void
}

export interface MetricsOptions {
  /** Ids that may be labels: a label must not be chosen by who sends to us. */
  readonly partners: readonly string[]
  /** Values asked for at every scrape, e.g. the length of the outbox; name without the `khorgos_` prefix. */
  readonly gauges?: Readonly<Record<string, GaugeSource>>
}

/** One value, or one for each set of labels. */
export interface GaugeSource {
  readonly help: string
  readonly labelNames?: readonly string[]
  readonly read: () => Reading | Promise<Reading>
}

type Reading = number | readonly LabelledValue[]

export interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30]

/** Registers our metrics and those of the process (memory, event loop lag, garbage collection) in `registry`. */
export function createMetrics(registry: Registry, options: MetricsOptions): Metrics {
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  for (const [name, gauge] of Object.entries(options.gauges ?? {})) registerGauge(registry, name, gauge)
  const partners = new Set(options.partners)

  const outcomes = new Counter({
    name: 'khorgos_messages_total',
    help: 'Messages answered, by partner and outcome',
    registers,
    labelNames: ['partner', 'code'],
  })
  const dryRuns = new Counter({
    name: 'khorgos_dry_runs_total',
    help: 'Conversions tried, by partner and whether an exchange would have converted the message',
    registers,
    labelNames: ['partner', 'convertible'],
  })
  const byAgency = (name: string, help: string) =>
    new Counter({ name, help, registers, labelNames: ['agency', 'outcome'] })
  const verifications = byAgency(
    'khorgos_verifications_total',
    'Questions, by agency and verdict or code of the refusal',
  )
  const writeOffs = byAgency(
    'khorgos_write_offs_total',
    'Write-offs and their steps, by agency and state or code of the refusal',
  )
  const noticePushes = byAgency(
    'khorgos_notice_pushes_total',
    'Attempts to send notices, by agency and outcome: taken, failed (another follows), given-up',
  )
  const inquiryRequests = new Counter({
    name: 'khorgos_inquiry_requests_total',
    help: 'Requests to issuing authorities, by authority and kind: first, reminder',
    registers,
    labelNames: ['authority', 'request'],
  })
  const reports = new Counter({
    name: 'khorgos_reports_total',
    help: 'Reports to issuers that were made, by issuer and what became of the document',
    registers,
    labelNames: ['issuer', 'status'],
  })
  const turnedAway = new Counter({
    name: 'khorgos_turned_away_total',
    help: 'Requests of people whose token was refused, by code',
    registers,
    labelNames: ['code'],
  })
  const announced = new Counter({
    name: 'khorgos_events_announced_total',
    help: 'Events of cases that the broker took, by whether a queue wanted them',
    registers,
    labelNames: ['wanted'],
  })
  const unheard = new Counter({
    name: 'khorgos_case_tellings_unheard_total',
    help: 'What cases told others that there are not, by workflow of who told it',
    registers,
    labelNames: ['workflow'],
  })
  const requests = new Histogram({
    name: 'khorgos_request_seconds',
    help: 'Time from request to reply',
    registers,
    buckets: SECONDS,
    labelNames: ['operation', 'method', 'status'],
  })
  const stages = new Histogram({
    name: 'khorgos_stage_seconds',
    help: 'Time of one step of a message',
    registers,
    buckets: SECONDS,
    labelNames: ['stage'],
  })
  const label = (partner: string | undefined): string =>
    partner !== undefined && partners.has(partner) ? partner : 'unknown'
  return {
    registry,
    outcome(partner, code) {
      outcomes.inc({ partner: label(partner), code })
    },
    dryRun(partner, convertible) {
      dryRuns.inc({ partner: label(partner), convertible: String(convertible) })
    },
    verification(agency, outcome) {
      verifications.inc({ agency: label(agency), outcome })
    },
    writeOff(agency, outcome) {
      writeOffs.inc({ agency: label(agency), outcome })
    },
    noticePush(agency, outcome) {
      noticePushes.inc({ agency: label(agency), outcome })
    },
    inquiryRequest(authority, request) {
      inquiryRequests.inc({ authority: label(authority), request })
    },
    report(issuer, status) {
      reports.inc({ issuer: label(issuer), status })
    },
    turnedAway(code) {
      turnedAway.inc({ code })
    },
    announced({ taken, unwanted }) {
      announced.inc({ wanted: 'yes' }, taken - unwanted)
      announced.inc({ wanted: 'no' }, unwanted)
    },
    unheard(workflow) {
      unheard.inc({ workflow })
    },
    request(operation, method, status, seconds) {
      requests.observe({ operation, method, status }, seconds)
    },
    stage(stage, seconds) {
      stages.observe({ stage }, seconds)
    },
  }
}

function registerGauge(registry: Registry, name: string, { help, labelNames, read }: GaugeSource): void {
  const gauge = new Gauge({
    name: `khorgos_${name}`,
    help,
    labelNames: [...(labelNames ?? [])],
    registers: [registry],
    async collect() {
      // A source that fails must not take the other metrics with it: the value is unknown, which is NaN here, or no value
      // where nobody knows the labels.
      const reading = await Promise.resolve()
        .then(read)
        .catch(() => (labelNames === undefined ? Number.NaN : []))
      gauge.reset()
      if (typeof reading === 'number') gauge.set(reading)
      else for (const { labels, value } of reading) gauge.set(labels, value)
    },
  })
}
