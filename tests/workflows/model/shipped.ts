import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse, stringify } from 'yaml'
import { loadHubCodes } from '../../../src/model/hub-codes.ts'
import { compileParts } from '../../../src/workflows/assemble.ts'
import type { DefinitionContent, WakeContent } from '../../../src/workflows/definitions/definition-file.ts'
import type { Definition } from '../../../src/workflows/definitions/definition.ts'
import { readDefinitions } from '../../../src/workflows/definitions/load.ts'
import { documentsOf } from './documents.ts'
import type { Paper } from './world.ts'

export const SCHEMAS = resolve('schemas')
const CODES = loadHubCodes(join(SCHEMAS, 'canonical', 'codes'))
const FOLDER = join(SCHEMAS, 'workflows')
/** Whose definitions the files are. */
const OURS = 'CN'
/** What one gateway tells another out of its cases: nobody else says it to that one. */
const TOLD = new Set(['load-checklist', 'response'])
/** What a customs sends to its own gateway and to the neighbour. */
const FORWARDED = new Set(['load-checklist'])

/** The shipped definitions as the customs of a country would have them, and what they say of documents. */
export interface Shipped {
  readonly country: string
  readonly definitions: readonly Definition[]
  readonly wakes: readonly (WakeContent & { readonly workflow: string })[]
}

/** They concern one customs alone, and have tests of their own with what they need: a past to simulate, operators, periods. */
const ALONE = new Set(
  ['risk-parameters', 'operator-recognition', 'consolidated-declaration'].map(
    (name) => `${name}.workflow.yaml`,
  ),
)

/** @param neighbour whose gateway is on the other side; that of China has the files as they are */
export function shippedFor(country: string, neighbour: string): Shipped {
  const contents = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.workflow.yaml') && !ALONE.has(name))
    .map((name) => ({ name, content: contentOf(readFileSync(join(FOLDER, name), 'utf8')) }))
    .map(({ name, content }) => ({
      name,
      content: country === OURS ? content : mirrored(content, country, neighbour),
    }))
  const texts = contents.map(({ name, content }) => ({ name, text: stringify(content) }))
  const compiled = readDefinitions(SCHEMAS, texts, compileParts({ schemas: SCHEMAS, codes: CODES, country }))
  return {
    country,
    definitions: compiled.map(({ definition }) => definition),
    wakes: contents.flatMap(({ content: { workflow, wakes = [] } }) =>
      wakes.map((wake) => ({ ...wake, workflow })),
    ),
  }
}

function contentOf(text: string): DefinitionContent {
  const content: DefinitionContent = parse(text, { merge: true })
  return content
}

/** What the files say of China and its neighbours, said of the neighbour and China. */
function mirrored(content: DefinitionContent, country: string, neighbour: string): DefinitionContent {
  const swapped = (value: string | boolean | null): string | boolean | null =>
    value === OURS ? country : typeof value === 'string' && COUNTRY.test(value) ? neighbour : value
  const wakes = (content.wakes ?? []).map((wake) => ({
    ...wake,
    where: Object.fromEntries(
      Object.entries(wake.where ?? {}).map(([path, values]) => [path, [...new Set(values.map(swapped))]]),
    ),
  }))
  return { ...content, wakes }
}
const COUNTRY = /^[A-Z]{2}$/

/**
 * Every paper that wakes a case of one of two neighbours, without those that the other's cases make. What a third country says of it
 * is among them, and what a customs sends to both.
 */
export function papersOf({ country, definitions, wakes }: Shipped, neighbour: string): Paper[] {
  return wakes.flatMap((wake) => {
    const countries = wake.where?.['message.country'] ?? [neighbour]
    return countries.flatMap((from): Paper[] => {
      if (typeof from !== 'string' || (from === neighbour && TOLD.has(wake.document))) return []
      const opens =
        definitions.find(({ workflow }) => workflow === wake.workflow)?.events.get(wake.event)?.opens === true
      const forwarded = from === country && FORWARDED.has(wake.document)
      const conditions = combinations(Object.entries(wake.where ?? {}))
      return conditions.flatMap((values) =>
        documentsOf(wake.document, country, neighbour).map(({ about, make }) => ({
          about,
          name: `${wake.workflow} ${wake.event}`,
          opens,
          isStray: from !== country && from !== neighbour,
          to: country,
          from,
          document: wake.document,
          content: (now) => valuesIn(make(now), values),
          ...(forwarded && { forwardedTo: neighbour }),
        })),
      )
    })
  })
}

type Values = readonly (readonly [path: string, value: string | boolean | null])[]

function combinations(
  where: readonly (readonly [string, readonly (string | boolean | null)[]])[],
): readonly Values[] {
  return where
    .filter(([path]) => path.startsWith('document.'))
    .reduce<readonly Values[]>(
      (all, [path, values]) =>
        all.flatMap((each) => values.map((value) => [...each, [path, value] as const])),
      [[]],
    )
}

function valuesIn(content: Record<string, unknown>, values: Values) {
  const made = { ...content }
  for (const [path, value] of values) {
    const name = path.slice('document.'.length)
    const [list = '', place, member] = name.split('.')
    if (place === '0' && member !== undefined) {
      if (value !== null) made[list] = [{ id: 'P1', [member]: value }]
      continue
    }
    if (place !== undefined) throw new Error(`${path} lies deeper than the model can set`)
    if (value === null) delete made[name]
    else made[name] = value
  }
  return JSON.parse(JSON.stringify(made))
}
