import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { KhorgosError } from '../errors.ts'
import { readVerificationKey, spkiSha256 } from '../trust/keys.ts'
import type { Agreement, Endpoint, ExpectedAcknowledgement, Partner, Route } from './partner.ts'

/** A partner file as `schemas/partner.schema.json` allows it. */
interface PartnerFile {
  readonly id: string
  readonly name: string
  readonly connections: readonly string[]
  readonly keys: readonly { readonly file: string; readonly from?: string; readonly to?: string }[]
  readonly signature: 'xmldsig-enveloped'
  readonly endpoint?: { readonly url: string; readonly authority: string; readonly timeout?: string }
  readonly limits?: { readonly maxMessageBytes?: number }
  readonly agreement: {
    readonly id: string
    readonly validFrom: string
    readonly validTo?: string
    readonly sends: readonly string[]
    readonly senders?: readonly string[]
    readonly routes?: readonly {
      readonly name: string
      readonly on: string
      readonly with?: string
      readonly wait?: string
      readonly to: string
      readonly as: string
      readonly messageIdPrefix?: string
    }[]
    readonly acknowledgements?: readonly (Omit<ExpectedAcknowledgement, 'withinMs'> & { within: string })[]
    readonly maxAttempts?: number
    readonly context?: Readonly<Record<string, string>>
  }
}

const DEFAULT_MAX_MESSAGE_BYTES = 2 * 1024 * 1024
const DEFAULT_ENDPOINT_TIMEOUT = '10s'
/** With the back-off of the outbox twelve attempts span about six hours. */
const DEFAULT_MAX_ATTEMPTS = 12

export interface PartnerFolders {
  readonly partners: string
  readonly certificates: string
  /** Folder that holds `partner.schema.json`. */
  readonly schemas: string
}

/**
 * Reads every `*.yaml` of the partner folder with the key files they name, and checks them against each other.
 * @throws KhorgosError CONFIG_INVALID listing all problems of all files, each with file and line.
 */
export function loadPartners(folders: PartnerFolders): readonly Partner[] {
  const validate = new Ajv2020({ strict: true, allErrors: true }).compile<PartnerFile>(
    JSON.parse(readFileSync(join(folders.schemas, 'partner.schema.json'), 'utf8')),
  )
  const problems: string[] = []
  const partners: Partner[] = []
  const names = readdirSync(folders.partners).filter((name) => name.endsWith('.yaml')).sort()
  for (const name of names) {
    const text = readFileSync(join(folders.partners, name), 'utf8')
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
    problems.push(...document.errors.map((error) => `${name}: ${error.message}`))
    if (document.errors.length > 0) continue
    const content: unknown = document.toJS()
    if (!validate(content)) {
      problems.push(...(validate.errors ?? []).map((error) => describe(name, document, lines, error)))
      continue
    }
    try {
      partners.push(toPartner(content, text, name, folders.certificates))
    } catch (error) {
      if (!(error instanceof KhorgosError)) throw error
      problems.push(`${name}: ${error.message}`)
    }
  }
  if (names.length === 0) problems.push(`there is no partner file (*.yaml) in ${folders.partners}`)
  problems.push(...crossCheck(partners))
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Partner files: ${problems.join('; ')}.`)
  return partners
}

function describe(file: string, document: Document, lines: LineCounter, error: ErrorObject): string {
  const path = error.instancePath.split('/').slice(1)
  const node = document.getIn(path.map(step), true)
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  const line = Array.isArray(range) ? lines.linePos(Number(range[0])).line : 1
  const extra = 'additionalProperty' in error.params ? ` (${String(error.params['additionalProperty'])})` : ''
  return `${file}:${line}: ${path.join('.') || 'the file'} ${error.message ?? 'is wrong'}${extra}`
}

const step = (text: string): string | number => (/^\d+$/.test(text) ? Number(text) : text)

function toPartner(file: PartnerFile, text: string, name: string, certificates: string): Partner {
  const keyFiles: Record<string, string> = {}
  const pem = (key: string): string => (keyFiles[key] ??= readPem(certificates, key))
  return {
    id: file.id,
    name: file.name,
    connections: file.connections.map((connection) => spkiSha256(pem(connection))),
    keys: file.keys.map((key) => readVerificationKey(pem(key.file), key.file, {
        validFrom: key.from === undefined ? undefined : new Date(key.from),
        validTo: key.to === undefined ? undefined : endOfDay(key.to),
      })),
    signature: file.signature,
    endpoint: file.endpoint && endpoint(file.endpoint, pem),
    agreement: agreement(file.agreement),
    limits: { maxMessageBytes: file.limits?.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES },
    file: { name: basename(name), text, sha256: createHash('sha256').update(text).digest('hex') },
    keyFiles,
  }
}

function readPem(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8')
  } catch (cause) {
    throw new KhorgosError('CONFIG_INVALID', `${file} cannot be read from the certificate folder`, { cause })
  }
}

const endOfDay = (day: string): Date => new Date(`${day}T23:59:59.999Z`)

function endpoint(file: NonNullable<PartnerFile['endpoint']>, pem: (key: string) => string): Endpoint {
  return {
    url: file.url,
    trustedAuthority: pem(file.authority),
    timeoutMs: milliseconds(file.timeout ?? DEFAULT_ENDPOINT_TIMEOUT),
  }
}

function agreement(file: PartnerFile['agreement']): Agreement {
  return {
    id: file.id,
    validFrom: new Date(file.validFrom),
    validTo: file.validTo === undefined ? undefined : endOfDay(file.validTo),
    sends: file.sends,
    senders: file.senders?.map((pattern) => new RegExp(`^(?:${pattern})$`, 'u')),
    routes: (file.routes ?? []).map(
      (route): Route => ({
        name: route.name,
        on: route.on,
        with: route.with,
        waitMs: route.wait === undefined ? 0 : milliseconds(route.wait),
        to: route.to,
        as: route.as,
        messageIdPrefix: route.messageIdPrefix ?? '',
      }),
    ),
    acknowledgements: (file.acknowledgements ?? []).map(({ within, ...rest }) => ({ ...rest, withinMs: milliseconds(within) })),
    maxAttempts: file.maxAttempts ?? DEFAULT_MAX_ATTEMPTS,
    context: file.context ?? {},
  }
}

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function milliseconds(duration: string): number {
  const unit = duration.replace(/^\d+/, '')
  const factor = Object.entries(UNIT_MS).find(([name]) => name === unit)?.[1]
  if (factor === undefined) throw new KhorgosError('CONFIG_INVALID', `"${duration}" is not a duration`)
  return Number.parseInt(duration, 10) * factor
}

function crossCheck(partners: readonly Partner[]): string[] {
  const problems: string[] = []
  const byId = new Map(partners.map((partner) => [partner.id, partner]))
  if (byId.size < partners.length) problems.push('two partner files have the same id')
  const connections = partners.flatMap((partner) => partner.connections)
  if (new Set(connections).size < connections.length) problems.push('two partners share a client certificate key')
  for (const partner of partners) {
    for (const route of partner.agreement.routes) {
      const where = `${partner.file.name}: route ${route.name}`
      if (byId.get(route.to)?.endpoint === undefined) problems.push(`${where} goes to ${route.to}, which has no endpoint`)
      for (const format of [route.on, route.with])
        if (format !== undefined && !partner.agreement.sends.includes(format)) problems.push(`${where} needs ${format}, which is not in "sends"`)
    }
  }
  return problems
}
