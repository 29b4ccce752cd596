import { readdirSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { loadCodeList, type CodeList } from '../../src/model/code-list.ts'
import { loadHubCodes, type HubCodes } from '../../src/model/hub-codes.ts'

const SCHEMAS = resolve(import.meta.dirname, '../../schemas')
const FOLDER = resolve(SCHEMAS, 'codes')

export const TODAY = '2026-11-21'
/** The last day before China's declaration took over new codes. */
export const BEFORE_2018 = '2018-07-31'

/** The lists that several formats may name, with the hub list they translate to and the days that tell them apart. */
export const SHARED_LISTS = [
  { name: 'cn-ciq-transport-mode', hub: 'transport-mode', days: [BEFORE_2018] },
  { name: 'cn-customs-country', hub: 'country', days: [TODAY] },
  { name: 'cn-customs-currency', hub: 'currency', days: [TODAY] },
  { name: 'cn-declaration-container', hub: 'container-type', days: [TODAY] },
  { name: 'cn-declaration-country', hub: 'country', days: [BEFORE_2018, TODAY] },
  { name: 'cn-declaration-currency', hub: 'currency', days: [BEFORE_2018, TODAY] },
  { name: 'cn-declaration-package', hub: 'package-kind', days: [BEFORE_2018, TODAY] },
  { name: 'cn-declaration-transport-mode', hub: 'transport-mode', days: [BEFORE_2018, TODAY] },
  { name: 'cn-domestic-port', hub: 'location', days: [TODAY] },
  { name: 'cn-foreign-port', hub: 'location', days: [TODAY] },
  { name: 'cn-unit', hub: 'measure-unit', days: [TODAY] },
  { name: 'country-alpha-3', hub: 'country', days: [TODAY] },
  { name: 'country-numeric', hub: 'country', days: [TODAY] },
  { name: 'currency-numeric', hub: 'currency', days: [TODAY] },
  { name: 'eaeu-country', hub: 'country', days: [TODAY] },
  { name: 'eaeu-document', hub: 'document-type', days: [TODAY] },
  { name: 'eaeu-duty-tax', hub: 'duty-tax-type', days: [TODAY] },
  { name: 'eaeu-office', hub: 'border-crossing', days: [TODAY] },
  { name: 'eaeu-procedure', hub: 'customs-procedure', days: [TODAY] },
  { name: 'eaeu-transport-mode', hub: 'transport-mode', days: [TODAY] },
  { name: 'okei-unit', hub: 'measure-unit', days: [TODAY] },
  { name: 'origin-form-d', hub: 'origin-criterion', days: [TODAY] },
  { name: 'origin-form-e', hub: 'origin-criterion', days: ['2019-08-19', TODAY] },
  { name: 'origin-st-1', hub: 'origin-criterion', days: [TODAY] },
] as const

export type SharedList = (typeof SHARED_LISTS)[number]

export const hubCodes: HubCodes = loadHubCodes(resolve(SCHEMAS, 'canonical/codes'))

export function sharedFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.csv'))
    .map((file) => basename(file, '.csv'))
    .sort()
}

/** Every code list of the project, those of one standard too. */
export function allLists(): string[] {
  return readdirSync(SCHEMAS, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)codes\/[^/]+\.csv$/.test(file) && !file.startsWith('canonical/'))
    .map((file) => resolve(SCHEMAS, file))
    .sort()
}

export function sharedList(name: SharedList['name']): CodeList {
  return loadCodeList(resolve(FOLDER, `${name}.csv`), name)
}

/** A list of one standard, `cn-manifest/CN012`. */
export function ownList(id: string): CodeList {
  const [standard = '', name = ''] = id.split('/')
  return loadCodeList(resolve(SCHEMAS, standard, 'codes', `${name}.csv`), id)
}

/** What a list can and cannot say on one day. */
export interface Coverage {
  readonly hub: number
  readonly both: number
  /** Codes of the partner that the hub has none for. */
  readonly alone: readonly string[]
  /** Codes of the partner that share a hub code, and so travel beside it. */
  readonly readOnly: readonly string[]
  /** Hub codes that share a code of the partner. */
  readonly writeOnly: number
  /** Hub codes that cannot be written, and codes of the partner that are the only ones. */
  readonly missing: readonly string[]
}

export function coverageOf(list: CodeList, hub: ReadonlySet<string>, day: string): Coverage {
  const valid = list.rows.filter(({ from, to }) => from <= day && day <= to)
  return {
    hub: hub.size,
    both: valid.filter((row) => row.direction === 'both' && row.hub !== '').length,
    alone: valid.filter((row) => row.hub === '').map(({ partner }) => partner),
    readOnly: valid.filter(({ direction }) => direction === 'read').map(({ partner }) => partner),
    writeOnly: valid.filter(({ direction }) => direction === 'write').length,
    missing: [...hub].filter((code) => list.toPartner(code, day) === undefined),
  }
}

/** @returns the text of `docs/code-list-gaps.md` as it should be now. */
export function gapsPage(): string {
  const parts = SHARED_LISTS.flatMap(({ name, hub, days }) => days.map((day) => gapsOf(name, hub, day)))
  return `# What the shared code lists cannot say

Made from \`schemas/codes\` by \`npx vitest run tests/model/shared-code-lists.test.ts --update\`; \`docs/code-lists.md\`
says what the lists are. *One code for one code* goes there and back. Of *several for one hub code* the message's own
code travels beside the hub's; *several hub codes for one* are written, and reported as changed. A code *without a
hub code* stands alone in the document, and only its own list can write it. A hub code *without a code* is refused with CODE_UNKNOWN when it must be written.

${parts.join('\n')}`
}

function gapsOf(name: SharedList['name'], hub: string, day: string): string {
  const all = hubCodes.codesOf(hub)
  const { both, alone, readOnly, writeOnly, missing } = coverageOf(sharedList(name), all, day)
  const known = [...all].filter((code) => !missing.includes(code))
  // The shorter half says it all.
  const gap =
    missing.length === 0
      ? 'none'
      : missing.length <= known.length
        ? missing.join(' ')
        : `${missing.length} of ${all.size}: all but ${known.join(' ')}`
  return `## ${name}, ${day}

- one code for one code of \`${hub}\`: ${both}
- several for one hub code: ${readOnly.length === 0 ? 'none' : readOnly.join(' ')}
- several hub codes for one: ${writeOnly}
- without a hub code: ${alone.length === 0 ? 'none' : alone.join(' ')}
- hub codes without a code: ${gap}
`
}
