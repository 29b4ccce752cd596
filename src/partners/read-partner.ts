import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { fitsToken, TOKEN_ALGORITHMS } from '../trust/tokens/algorithms.ts'
import { milliseconds } from '../model/duration.ts'
import { readVerificationKey, spkiSha256, type VerificationKey } from '../trust/keys.ts'
import { numberPattern } from './number-pattern.ts'
import type { Agreement, Asking, Endpoint, InquiryRule, IssueRule, Partner, Route } from './partner.ts'
import type {
  AgreementContent,
  EndpointContent,
  InquiryContent,
  IssueContent,
  KeyContent,
  PartnerFile,
  PartnerPath,
  RouteContent,
} from './partner-file.ts'

const DEFAULT_MAX_MESSAGE_BYTES = 2 * 1024 * 1024
const DEFAULT_ENDPOINT_TIMEOUT = '10s'
/** With the back-off of the outbox twelve attempts span about six hours. */
const DEFAULT_MAX_ATTEMPTS = 12
/** What people mistype in an office, and not what a program tries. */
const DEFAULT_MISSES_PER_DAY = 200
/** What the officers of an authority can look into for one agency. */
const DEFAULT_INQUIRIES_PER_DAY = 20
const DEFAULT_OPEN_INQUIRIES = 200
/** What clears a declaration that waits for an inspection, and frees what somebody forgot. */
const DEFAULT_LONGEST_RESERVATION = '30d'

/** Does `work` for the part of the file at `path`. What it throws is noted with the line, and nothing is returned. */
type Attempt = <T>(path: PartnerPath, work: () => T) => T | undefined

/**
 * Reads the keys a partner file names and turns days, durations and patterns into values. The result of a file with
 * problems may lack parts and must not be used.
 * @param problems told of everything that is wrong, each with file and line
 */
export function readPartner(
  file: PartnerFile,
  certificates: string | undefined,
  problems: string[],
): Partner {
  const { content } = file
  const keyFiles: Record<string, string> = {}
  const pem = (name: string): string => (keyFiles[name] ??= readPem(certificates ?? '', name))
  // Keys that nobody asked for are no problem of the file.
  const keyed = <T>(parts: readonly T[]): readonly T[] => (certificates === undefined ? [] : parts)
  const [endpoint, notices] = keyed([content.endpoint, content.notices])
  const attempt: Attempt = (path, work) => {
    try {
      return work()
    } catch (thrown) {
      if (!(thrown instanceof KhorgosError)) throw thrown
      problems.push(`${file.at(path)}: ${thrown.message}`)
      return undefined
    }
  }
  return {
    id: content.id,
    name: content.name,
    country: content.country,
    connections: keyed(content.connections).flatMap(
      (name, at) => attempt(['connections', at], () => connectionOf(name, pem(name))) ?? [],
    ),
    keys: keyed(content.keys ?? []).flatMap(
      (key, at) => attempt(['keys', at], () => readKey(key, pem)) ?? [],
    ),
    clientKeys: keyed(content.clientKeys ?? []).flatMap(
      (key, at) => attempt(['clientKeys', at], () => readClientKey(key, pem)) ?? [],
    ),
    signature: content.signature,
    endpoint: endpoint && attempt(['endpoint'], () => readEndpoint(endpoint, pem)),
    notices: notices && attempt(['notices'], () => readEndpoint(notices, pem)),
    agreement: readAgreement(content.agreement, attempt),
    limits: { maxMessageBytes: content.limits?.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES },
    file: { name: file.name, text: file.text, sha256: createHash('sha256').update(file.text).digest('hex') },
    keyFiles,
  }
}

function readPem(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8')
  } catch (cause) {
    throw invalid(`${name} cannot be read from the certificate folder`, cause)
  }
}

function connectionOf(name: string, pem: string): string {
  try {
    return spkiSha256(pem)
  } catch (cause) {
    throw invalid(`${name} is not a certificate`, cause)
  }
}

/** The period in the file narrows that of the certificate; nothing may be left of neither. */
function readKey(
  { file, from, to, compromised }: KeyContent,
  pem: (name: string) => string,
): VerificationKey {
  const key = readVerificationKey(pem(file), file, {
    validFrom: from === undefined ? undefined : startOfDay(from),
    validTo: to === undefined ? undefined : endOfDay(to),
    compromisedFrom: compromised === undefined ? undefined : instant(compromised),
  })
  if (key.validFrom !== undefined && key.validTo !== undefined && key.validFrom > key.validTo)
    throw invalid(`the key ${file} is never valid: from ${iso(key.validFrom)} to ${iso(key.validTo)}`)
  return key
}

function readClientKey(content: KeyContent, pem: (name: string) => string): VerificationKey {
  const key = readKey(content, pem)
  if (!TOKEN_ALGORITHMS.some((algorithm) => fitsToken(algorithm, key.publicKey)))
    throw invalid(`no algorithm of tokens uses the key ${content.file}`)
  return key
}

function readEndpoint(endpoint: EndpointContent, pem: (name: string) => string): Endpoint {
  if (!URL.canParse(endpoint.url)) throw invalid(`"${endpoint.url}" is not an address`)
  return {
    url: endpoint.url,
    trustedAuthority: pem(endpoint.authority),
    timeoutMs: milliseconds(endpoint.timeout ?? DEFAULT_ENDPOINT_TIMEOUT),
  }
}

function readAgreement(content: AgreementContent, attempt: Attempt): Agreement {
  const { validTo } = content
  const from = attempt(['agreement', 'validFrom'], () => startOfDay(content.validFrom))
  const to = validTo === undefined ? undefined : attempt(['agreement', 'validTo'], () => endOfDay(validTo))
  if (from !== undefined && to !== undefined && from > to)
    attempt(['agreement', 'validTo'], () => {
      throw invalid('the agreement ends before it begins')
    })
  return {
    id: content.id,
    validFrom: from ?? new Date(0),
    validTo: to,
    sends: content.sends,
    senders: content.senders?.flatMap(
      (text, at) => attempt(['agreement', 'senders', at], () => pattern(text)) ?? [],
    ),
    envelope: content.envelope,
    routes: (content.routes ?? []).map(readRoute),
    keeps: content.keeps ?? [],
    issues: (content.issues ?? []).map((rule, at) => readIssue(rule, ['agreement', 'issues', at], attempt)),
    jointControl: content.jointControl ?? [],
    reports: (content.reports ?? []).map(({ forms = NO_FORMS, office, ...rule }) => ({
      ...rule,
      forms,
      office,
    })),
    inquiries: (content.inquiries ?? []).map(readInquiry),
    asks: (content.asks ?? []).map((rule) => ({ shows: [], writesOff: [], inquires: false, ...rule })),
    asking: readAsking(content.asking),
    acknowledgements: (content.acknowledgements ?? []).map(({ within, ...rest }) => ({
      ...rest,
      withinMs: milliseconds(within),
    })),
    maxAttempts: content.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    context: content.context ?? {},
    acceptedLosses: content.acceptedLosses ?? [],
    encodings: content.encodings ?? ['UTF-8'],
    outgoingEncoding: content.outgoingEncoding ?? 'UTF-8',
  }
}

function readAsking({
  longestReservation = DEFAULT_LONGEST_RESERVATION,
  ...asking
}: AgreementContent['asking'] = {}): Asking {
  return {
    missesPerDay: DEFAULT_MISSES_PER_DAY,
    inquiriesPerDay: DEFAULT_INQUIRIES_PER_DAY,
    openInquiries: DEFAULT_OPEN_INQUIRIES,
    ...asking,
    longestReservationMs: milliseconds(longestReservation),
  }
}

function readRoute(route: RouteContent): Route {
  return {
    name: route.name,
    on: route.on,
    with: route.with,
    waitMs: route.wait === undefined ? 0 : milliseconds(route.wait),
    to: route.to,
    as: route.as,
    crossings: route.crossings,
    messageIdPrefix: route.messageIdPrefix ?? '',
    context: route.context ?? {},
  }
}

/** Forms are what tells numbers of one issuer apart: a kind that has none has one, the empty one. */
const NO_FORMS = ['']

function readIssue(rule: IssueContent, path: PartnerPath, attempt: Attempt): IssueRule {
  const { number } = rule
  return {
    kind: rule.kind,
    issuer: rule.issuer,
    forms: rule.forms ?? NO_FORMS,
    number: number === undefined ? undefined : attempt([...path, 'number'], () => numberPattern(number)),
    authorities: rule.authorities,
    validMonths: rule.validMonths,
    retroactiveMonths: rule.retroactiveMonths,
  }
}

function readInquiry({ within, reminders = [], forms = NO_FORMS, ...rule }: InquiryContent): InquiryRule {
  return { ...rule, forms, withinDays: days(within), reminderDays: reminders.map(days) }
}

/** `60d`: the schema of the file allows nothing else. */
function days(duration: string): number {
  return Number.parseInt(duration, 10)
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 'u')
  } catch (cause) {
    throw invalid(`"${text}" is not a regular expression`, cause)
  }
}

/** Days of an agreement are days in UTC. */
function startOfDay(day: string): Date {
  const date = new Date(`${day}T00:00:00.000Z`)
  if (Number.isNaN(date.getTime()) || iso(date) !== day) throw invalid(`${day} is not a day of the calendar`)
  return date
}

/** The schema of the file asks for the form; whether there is such a moment, the calendar says. */
function instant(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime()) || iso(date) !== text.slice(0, 10))
    throw invalid(`${text} is no moment of the calendar`)
  return date
}

const DAY_MS = 86_400_000
const endOfDay = (day: string): Date => new Date(startOfDay(day).getTime() + DAY_MS - 1)
const iso = (date: Date): string => date.toISOString().slice(0, 10)

function invalid(message: string, cause?: unknown): KhorgosError {
  return new KhorgosError('CONFIG_INVALID', message, { cause })
}
