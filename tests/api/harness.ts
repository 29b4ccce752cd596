import { once } from 'node:events'
import { Agent, request as httpsRequest } from 'node:https'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { connect, type TLSSocket } from 'node:tls'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import { createMetrics } from '../../src/api/metrics.ts'
import { createPartnerServer, type PartnerServerDeps } from '../../src/api/partner-server.ts'
import { KhorgosError } from '../../src/errors.ts'
import type { DryRun } from '../../src/exchange/dry-run.ts'
import type {
  ExchangeService,
  ExchangeView,
  Incoming,
  LossReportView,
  Outcome,
} from '../../src/exchange/service.ts'
import type {
  Asked,
  Denied,
  LedgerService,
  Noticed,
  NoticePage,
  NoticeService,
  WriteOffService,
  WrittenOff,
} from '../../src/ledger/service.ts'
import type { LossReport } from '../../src/mapping/report.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Partner } from '../../src/partners/partner.ts'
import { makeAuthority, type Identity } from './certificates.ts'
import { portOf } from './port.ts'

export const authority = await makeAuthority('clients')
export const strangers = await makeAuthority('strangers')
export const gateway = await authority.issue('gateway')
export const kz = await authority.issue('kz-customs')
export const mn = await authority.issue('mn-customs')
export const nobody = await authority.issue('nobody')

export const MAX_BYTES = 20_000
export const EXCHANGE = '0193e0a0-7c1d-7a63-9d3e-0c7b5e8f4a21'
export const RECEIPT =
  'c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\n\nlocalhost/v1/log\n1\nAA==\n\n— localhost/v1/log AA==\n'

export function partner(id: string, identity: Identity): Partner {
  return {
    id,
    name: id,
    country: undefined,
    connections: [identity.spkiSha256],
    keys: [],
    clientKeys: [],
    signature: 'xmldsig-enveloped',
    endpoint: undefined,
    notices: undefined,
    agreement: {
      id: `${id}-1`,
      validFrom: new Date('2026-01-01'),
      validTo: undefined,
      sends: [],
      senders: undefined,
      envelope: undefined,
      routes: [],
      keeps: [],
      issues: [],
      jointControl: [],
      reports: [],
      asks: [],
      asking: {
        missesPerDay: 200,
        inquiriesPerDay: 20,
        openInquiries: 200,
        longestReservationMs: 2_592_000_000,
      },
      inquiries: [],
      acknowledgements: [],
      maxAttempts: 1,
      context: {},
      acceptedLosses: [],
      encodings: ['UTF-8'],
      outgoingEncoding: 'UTF-8',
    },
    limits: { maxMessageBytes: MAX_BYTES },
    file: { name: `${id}.yaml`, text: '', sha256: '' },
    keyFiles: {},
  }
}

export const PARTNERS: readonly Partner[] = [partner('kz-customs', kz), partner('mn-customs', mn)]

/** The core behind the door: keeps what it was handed and answers as a test tells it. */
export class StubService implements ExchangeService {
  readonly taken: Incoming[] = []
  readonly asked: { readonly what: string; readonly partner: string; readonly detail: unknown }[] = []
  outcome: (message: Incoming) => Promise<Outcome> = (message) => Promise.resolve(outcomeOf(message))
  tried: (to: string) => Promise<DryRun> = (to) => Promise.resolve(triedOf(to))
  seen: ExchangeView = view()

  submit(message: Incoming): Promise<Outcome> {
    this.taken.push(message)
    return this.outcome(message)
  }
  acknowledge(message: Incoming): Promise<Outcome> {
    return this.submit(message)
  }
  view(id: string, of: Partner): Promise<ExchangeView> {
    return this.own('view', id, of, this.seen)
  }
  dryRun(bytes: Uint8Array, of: Partner, wanted: { from: string | undefined; to: string }): Promise<DryRun> {
    this.asked.push({ what: 'dryRun', partner: of.id, detail: { ...wanted, bytes: bytes.length } })
    return this.tried(wanted.to)
  }
  lossReports(id: string, of: Partner): Promise<LossReportView[]> {
    return this.own('lossReports', id, of, [
      { to: 'cn-eport', format: 'cn-mt1401-v1', messageId: 'm', lossReport: LOSS_REPORT },
    ])
  }
  list(of: Partner, query: unknown): Promise<ExchangeView[]> {
    this.asked.push({ what: 'list', partner: of.id, detail: query })
    return Promise.resolve(of.id === this.seen.partner ? [this.seen] : [])
  }
  receipt(id: string, of: Partner): Promise<string> {
    return this.own('receipt', id, of, RECEIPT)
  }
  bundle(id: string, of: Partner): Promise<Uint8Array> {
    return this.own('bundle', id, of, new Uint8Array([0x50, 0x4b, 3, 4, 0xff]))
  }

  private async own<T>(what: string, id: string, of: Partner, value: T): Promise<T> {
    this.asked.push({ what, partner: of.id, detail: id })
    if (id !== this.seen.exchange || of.id !== this.seen.partner)
      throw new KhorgosError('NOT_FOUND', 'There is no such exchange of yours.')
    return Promise.resolve(value)
  }
}

const HASH = 'ab'.repeat(32)

export const LOSS_REPORT: LossReport = {
  v: 1,
  read: [{ format: 'kz-awmds-r1', mapping: HASH, codeLists: { PACKAGE: HASH } }],
  write: { format: 'cn-mt1401-v1', mapping: HASH, codeLists: {} },
  totals: { kept: 3, changed: 0, defaulted: 0, dropped: 1 },
  entries: [
    {
      outcome: 'dropped',
      source: '/Awmds/Note',
      declared: false,
      accepted: 'agreed',
      count: 1,
      reason: 'no rule names it',
    },
    {
      outcome: 'kept',
      source: '/Awmds/Id',
      document: 'cargo-report.id',
      target: '/M/Id',
      declared: true,
      count: 3,
    },
  ],
}

export function triedOf(to: string): DryRun {
  return {
    kind: 'tried',
    from: ['kz-awmds-r1'],
    to,
    convertible: true,
    signatures: [{ state: 'absent' }],
    errors: [],
    documents: { 'cargo-report': { id: 'KZ1' } },
    output: '<M/>',
    losses: { totals: LOSS_REPORT.totals, undeclared: { accepted: 1, notAccepted: 0 } },
    lossReport: LOSS_REPORT,
  }
}

/** As the core does: a refusal of the door first, then the unknown sender. */
export function outcomeOf(message: Incoming): Outcome {
  const refusal =
    message.refusal ??
    (message.partner === undefined
      ? { code: 'SENDER_UNKNOWN' as const, message: 'Belongs to no partner.' }
      : undefined)
  return {
    exchange: EXCHANGE,
    state: refusal ? 'rejected' : 'accepted',
    messageId: refusal ? undefined : 'KZ/2026/117',
    receipt: RECEIPT,
    duplicate: false,
    error: refusal && { ...refusal, place: undefined },
  }
}

export function view(): ExchangeView {
  return {
    exchange: EXCHANGE,
    state: 'accepted',
    partner: 'kz-customs',
    messageId: 'KZ/2026/117',
    format: 'kz-awmds-r1',
    receivedAt: '2026-03-01T04:05:06.789Z',
    waitsUntil: undefined,
    error: undefined,
    outgoing: [],
    timeline: [],
  }
}

/** The ledger behind the door: answers what a test puts there, and remembers what it was asked. */
export class StubLedger implements LedgerService, WriteOffService, NoticeService {
  readonly asked: { readonly question: Question; readonly asker: string }[] = []
  answer: (question: Question) => Promise<Asked | Denied> = () =>
    Promise.reject(new KhorgosError('INTERNAL', 'The test put no answer here.'))

  ask(question: Question, asker: Partner): Promise<Asked | Denied> {
    this.asked.push({ question, asker: asker.id })
    return this.answer(question)
  }

  /** Answers that can be read again, each by who asked. */
  readonly kept: Asked[] = []

  async verification(id: string, asker: Partner): Promise<Asked> {
    const found = this.kept.find(({ answer }) => answer.verification === id && answer.by === asker.id)
    if (found === undefined) throw new KhorgosError('NOT_FOUND', 'There is nothing here for you.')
    return Promise.resolve(found)
  }

  /** What becomes of a write-off, and what is read of it. */
  written: () => Promise<WrittenOff | Denied> = () =>
    Promise.reject(new KhorgosError('INTERNAL', 'The test put no write-off here.'))

  writeOff(): Promise<WrittenOff | Denied> {
    return this.written()
  }
  step(): Promise<WrittenOff | Denied> {
    return this.written()
  }
  async writeOffView(): Promise<WrittenOff> {
    const written = await this.written()
    if (written.outcome === 'denied') throw written.error
    return written
  }
  writeOffByReference(): Promise<WrittenOff> {
    return this.writeOffView()
  }

  /** Notices by whom they are to, in the order of the log. */
  readonly told: Noticed[] = []

  notices(asker: Pick<Partner, 'id'>, { after, limit }: NoticePage): Promise<readonly Noticed[]> {
    const own = this.told.filter(({ index, notice }) => notice.to === asker.id && index > after)
    return Promise.resolve(own.slice(0, limit))
  }
  async notice(id: string, asker: Pick<Partner, 'id'>): Promise<Noticed> {
    const found = this.told.find(({ notice }) => notice.notice === id && notice.to === asker.id)
    if (found === undefined) throw new KhorgosError('NOT_FOUND', 'There is nothing here for you.')
    return Promise.resolve(found)
  }
}

export interface Door {
  readonly app: FastifyInstance
  readonly port: number
  readonly service: StubService
  readonly ledger: StubLedger
  readonly lines: string[]
  readonly registry: Registry
}

/** The partner door with a stub behind it, listening on a free port. */
export async function openPartnerDoor(changes: Partial<PartnerServerDeps> = {}): Promise<Door> {
  const service = new StubService()
  const ledger = new StubLedger()
  const lines: string[] = []
  const registry = new Registry()
  const app = createPartnerServer({
    service,
    ledger,
    findPartner: (spki) => PARTNERS.find(({ connections }) => connections.includes(spki)),
    tls: { ...gateway, clientAuthorities: authority.certificatePem },
    log: { level: 'debug', stream: { write: (line) => void lines.push(line) } },
    metrics: createMetrics(registry, { partners: PARTNERS.map(({ id }) => id) }),
    ...changes,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, port: portOf(app.server), service, ledger, lines, registry }
}

export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  readonly text: string
  readonly json: unknown
}

export interface Ask {
  readonly as?: Identity
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Uint8Array
  readonly agent?: Agent
}

/** One request over TLS, on a connection of its own unless an agent is given. */
export async function ask(port: number, path: string, options: Ask = {}): Promise<Reply> {
  const { as = kz, method = options.body === undefined ? 'GET' : 'POST', headers = {}, body, agent } = options
  const request = httpsRequest({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers,
    agent: agent ?? agentOf(as),
  })
  request.end(body)
  const [reply] = await once(request, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of reply) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  const text = bytes.toString('utf8')
  const isJson = text !== '' && /[/+]json/.test(String(reply.headers['content-type']))
  const json: unknown = isJson ? JSON.parse(text) : undefined
  return { status: reply.statusCode, headers: reply.headers, bytes, text, json }
}

export function agentOf(
  identity: Identity,
  options: { keepAlive?: boolean; maxSockets?: number } = {},
): Agent {
  const { certificatePem: cert, privateKeyPem: key } = identity
  return new Agent({
    cert,
    key,
    ca: authority.certificatePem,
    keepAlive: false,
    maxCachedSessions: 0,
    ...options,
  })
}

export const XML_HEADERS = { 'content-type': 'application/xml' }

export function post(port: number, body: string | Uint8Array, options: Ask = {}): Promise<Reply> {
  return ask(port, '/v1/exchanges', { body, headers: XML_HEADERS, ...options })
}

/** A bare TLS connection, for what no HTTP client would send. */
export async function openSocket(port: number, identity: Identity = kz): Promise<TLSSocket> {
  const { certificatePem: cert, privateKeyPem: key } = identity
  const socket = connect({ host: '127.0.0.1', port, cert, key, ca: authority.certificatePem })
  await once(socket, 'secureConnect')
  return socket
}

/** All the server sends until it closes the connection, or until `enough` is satisfied. */
export async function readAll(
  socket: TLSSocket,
  enough: (text: string) => boolean = () => false,
): Promise<string> {
  let text = ''
  const { promise, resolve } = deferred<string>()
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    text += chunk
    if (enough(text)) resolve(text)
  })
  socket.on('error', () => resolve(text))
  socket.on('close', () => resolve(text))
  const all = await promise
  socket.destroy()
  return all
}

export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
