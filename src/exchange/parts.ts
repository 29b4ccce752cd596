import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import { loadFormats, type Formats } from '../formats/catalogue.ts'
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

/**
 * Loads formats, partners and our signing key, and checks the agreements against the formats.
 * @throws KhorgosError CONFIG_INVALID, MAPPING_INVALID: a bad rule stops the start, not a truck at the border.
 */
export function loadParts(folders: PartsFolders): SwitchParts {
  const formats = loadFormats(folders.schemas)
  const partners = loadPartners(folders)
  const problems = partners.flatMap((partner) => unknownFormats(partner, formats))
  if (problems.length > 0) throw new KhorgosError('CONFIG_INVALID', `Partner files: ${problems.join('; ')}.`)
  return {
    formats,
    partners: new Map(partners.map((partner) => [partner.id, partner])),
    signingKey: readSigningKey(
      readPem(folders, 'gateway.sign.key'),
      readPem(folders, 'gateway.sign.crt'),
      'gateway.sign',
    ),
  }
}

function unknownFormats(partner: Partner, formats: Formats): string[] {
  const { sends, routes, acknowledgements } = partner.agreement
  const named = [...sends, ...routes.map((route) => route.as), ...acknowledgements.map((each) => each.format)]
  const known = new Set(formats.all.map(({ id }) => id))
  return [...new Set(named)]
    .filter((id) => !known.has(id))
    .map((id) => `${partner.file.name}:${lineOf(partner.file.text, id)}: there is no format ${id}`)
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
