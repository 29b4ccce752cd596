import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { loadFormats, type Formats } from '../formats/catalogue.ts'
import { parseDocumentPath } from '../mapping/document-path.ts'
import { loadHubSchema } from '../mapping/hub-schema.ts'
import { loadPartners } from '../partners/load.ts'
import type { Partner } from '../partners/partner.ts'
import { readSigningKey } from '../trust/keys.ts'
import type { SwitchParts } from './switch.ts'

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
 * @throws KhorgosError CONFIG_INVALID, MAPPING_INVALID: a bad rule stops the start, not a truck at the border.
 */
export function loadParts(folders: PartsFolders): SwitchParts {
  const formats = loadFormats(folders.schemas)
  const agreed = loadAgreed(folders)
  const problems = [...agreed.partners.values()].flatMap((partner) => [
    ...unusableFormats(partner, formats),
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

/** Formats that are not there, and those whose messages cannot be signed: only XML carries its signature in itself. */
function unusableFormats(partner: Partner, formats: Formats): string[] {
  const { sends, routes, acknowledgements } = partner.agreement
  const named = [...sends, ...routes.map((route) => route.as), ...acknowledgements.map((each) => each.format)]
  const syntaxes = new Map(formats.all.map(({ id, syntax }) => [id, syntax.name]))
  return [...new Set(named)].flatMap((id) => {
    const syntax = syntaxes.get(id)
    const line = `${partner.file.name}:${lineOf(partner.file.text, id)}`
    if (syntax === undefined) return `${line}: there is no format ${id}`
    return syntax === 'xml'
      ? []
      : `${line}: messages of ${id} can be converted, but not signed and exchanged yet`
  })
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
