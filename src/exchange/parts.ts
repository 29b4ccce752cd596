import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { loadFormats, type Format, type Formats } from '../formats/catalogue.ts'
import { parseDocumentPath } from '../mapping/document-path.ts'
import { loadHubSchema } from '../mapping/hub-schema.ts'
import { loadPartners } from '../partners/load.ts'
import type { Partner } from '../partners/partner.ts'
import { readSigningKey } from '../trust/keys.ts'
import type { SwitchParts } from './switch-parts.ts'

/** Where a thread that switches messages finds what it needs; plain data, so that it crosses to a worker. */
export interface PartsFolders {
  readonly schemas: string
  readonly partners: string
  readonly certificates: string
}

/** What has to be known of the agreements by those who do not switch messages themselves. */
export type AgreedParts = Omit<SwitchParts, 'formats'>

/**
 * Loads formats, partners and our signing key, and checks the agreements against the formats.
 *
 * @param formats where this thread has those of the folder already
 * @throws KhorgosError CONFIG_INVALID, MAPPING_INVALID: a bad rule stops the start, not a truck at the border.
 */
export function loadParts(
  folders: PartsFolders,
  formats: Formats = loadFormats(folders.schemas),
): SwitchParts {
  const agreed = loadAgreed(folders)
  const problems = [...agreed.partners.values()].flatMap((partner) => [
    ...unusableFormats(partner, agreed.partners.values(), formats),
    ...unknownLosses(partner, join(folders.schemas, 'canonical')),
  ])
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Partner files: ${problems.join('; ')}.`)
  return { formats, ...agreed }
}

/**
 * Loads partners and our signing key alone: formats are the larger part, and a thread that hands its messages to
 * others need not hold them too.
 * @throws KhorgosError CONFIG_INVALID
 */
export function loadAgreed(folders: PartsFolders): AgreedParts {
  return {
    partners: new Map(loadPartners(folders).map((partner) => [partner.id, partner])),
    signingKey: readSigningKey(
      readPem(folders, 'gateway.sign.key'),
      readPem(folders, 'gateway.sign.crt'),
      'gateway.sign',
    ),
  }
}

/**
 * Formats that are not there, and those whose messages cannot be signed: only XML carries its signature in itself, and
 * in an envelope whatever is in that.
 */
function unusableFormats(partner: Partner, partners: Iterable<Partner>, formats: Formats): string[] {
  const known = (id: string): Format | undefined => (formats.ids.includes(id) ? formats.byId(id) : undefined)
  const { sends, routes, inquiries, jointControl, reports, acknowledgements, envelope } = partner.agreement
  const abroad = [
    ...routes.map(({ as, to }) => ({ id: as, envelope: envelopeOf(to, partners) })),
    ...inquiries.map(({ as }) => ({ id: as, envelope })),
  ]
  const formatsOfOwn = [
    ...acknowledgements.map(({ format }) => format),
    ...reports.map(({ as }) => as),
    ...jointControl.map(({ as }) => as),
  ]
  const own = [...sends, ...formatsOfOwn].map((id) => ({ id, envelope }))
  const problems = [...own, ...abroad].flatMap(({ id, envelope: around }) => unusable(known(id), id, around))
  const wrongEnvelope =
    envelope === undefined || known(envelope)?.kind === 'envelope'
      ? []
      : [{ id: envelope, sentence: `there is no envelope ${envelope}` }]
  const wrongControl = jointControl
    .filter(({ as, document }) => known(as) !== undefined && !isMadeOf(document, known(as)))
    .map(({ as: id, document }) => ({ id, sentence: `${id} is not made of a ${document}` }))
  const wrongReports = reports
    .filter(({ as }) => known(as) !== undefined && !isMadeOf('response', known(as)))
    .map(({ as: id }) => ({ id, sentence: `a report is made of a response, and ${id} is not` }))
  const lines = [...problems, ...wrongEnvelope, ...wrongControl, ...wrongReports].map(
    ({ id, sentence }) => `${partner.file.name}:${lineOf(partner.file.text, id)}: ${sentence}`,
  )
  return [...new Set(lines)]
}

function isMadeOf(document: string, format: Format | undefined): boolean {
  const documents = Object.values(format?.mapping.documents ?? {})
  return documents.length > 0 && documents.every((name) => name === document)
}

function envelopeOf(receiver: string, partners: Iterable<Partner>): string | undefined {
  return [...partners].find(({ id }) => id === receiver)?.agreement.envelope
}

function unusable(
  format: Format | undefined,
  id: string,
  envelope: string | undefined,
): { id: string; sentence: string }[] {
  if (format === undefined || format.kind === 'envelope')
    return [{ id, sentence: `there is no format ${id}` }]
  return format.syntax.name === 'xml' || envelope !== undefined
    ? []
    : [{ id, sentence: `messages of ${id} carry no signature and need an envelope` }]
}

/** Hub paths only: what a message may hold beyond its schema is the sender's, and so are the paths to it. */
function unknownLosses(partner: Partner, canonicalFolder: string): string[] {
  return partner.agreement.acceptedLosses
    .filter(({ path }) => !path.startsWith('/'))
    .flatMap(({ path }) => {
      const wrong = wrongHubPath(canonicalFolder, path)
      const line = lineOf(partner.file.text, path)
      return wrong === undefined ? [] : [`${partner.file.name}:${line}: acceptedLosses: ${wrong}`]
    })
}

/** @returns what is wrong with it; undefined for a path of a hub document. */
function wrongHubPath(canonicalFolder: string, text: string): string | undefined {
  const path = parseDocumentPath(text)
  if (path === undefined) return `"${text}" is no path`
  if (!existsSync(join(canonicalFolder, `${path.base}.schema.json`)))
    return `"${text}" begins with no hub document`
  const field = loadHubSchema(canonicalFolder, path.base).field(path.steps)
  return typeof field === 'string' ? `the document ${path.base} has no field "${text}"` : undefined
}

/** Ids are long enough to be found as text: the line that first names it, from 1. */
function lineOf(text: string, id: string): number {
  return text.slice(0, text.indexOf(id)).split('\n').length
}

export function readPem(folders: Pick<PartsFolders, 'certificates'>, name: string): string {
  try {
    return readFileSync(join(folders.certificates, name), 'utf8')
  } catch (cause) {
    throw new KhorgosError(
      'CONFIG_INVALID',
      `${name} is missing from ${folders.certificates}; "khorgos keys" makes it.`,
      { cause },
    )
  }
}
