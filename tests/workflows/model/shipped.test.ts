import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadDocumentRules } from '../../../src/model/documents.ts'
import { createModelGateway } from './gateway.ts'
import { papersOf, SCHEMAS, shippedFor } from './shipped.ts'
import { officersOf } from './statements.ts'
import { moves, runWorld } from './world.ts'

const CANONICAL = join(SCHEMAS, 'canonical')
const BEGIN = Date.UTC(2026, 10, 22, 1)
/** Of each pair of neighbours; fast-check prints seed and smallest run of a failure. `KHORGOS_MODEL_RUNS` asks for more. */
const RUNS = Number(process.env['KHORGOS_MODEL_RUNS'] ?? 150)
/** As often as this it is tried again with other runs whether a state can be come into. */
const MORE = 30
const ALIKE = [['joint-supervision-exit', 'joint-supervision-entry']] as const

const rules = loadDocumentRules(CANONICAL)
const state = officersOf(CANONICAL)
/** `workflow/state` that some case came into. */
const reached = new Set<string>()

/** China's gateway and that of a neighbour, each by its own definitions. */
function border(neighbour: string) {
  const sides = [shippedFor('CN', neighbour), shippedFor(neighbour, 'CN')]
  const papers = sides.flatMap((side) => papersOf(side, side.country === 'CN' ? neighbour : 'CN'))
  const things = [...new Set(papers.map(({ about }) => about))]
  const runs = fc.property(
    moves,
    fc.constantFrom(...things),
    fc.boolean(),
    fc.constantFrom(true, true, false),
    fc.nat(),
    (all, thing, alone, calm, seed) => {
      const clock = { now: BEGIN }
      const gateways = sides.map(({ country, definitions }) =>
        createModelGateway({
          country,
          definitions,
          clock: () => new Date(clock.now),
          validate: (document, content) => rules.validateDocument(document, content),
          onEvent: (workflow, { to }) => void reached.add(`${workflow}/${to}`),
        }),
      )
      // A load alone, or with what was found in it.
      const among = papers.filter(({ about }) => about === thing || (!alone && about.endsWith(thing)))
      runWorld({ clock, gateways, papers: among, state, calm, alike: ALIKE }, all, seed)
    },
  )
  return { papers, runs }
}

describe.each(['MN', 'KZ'])('the shipped definitions between China and %s', (neighbour) => {
  const { papers, runs } = border(neighbour)

  test('are told of by documents of the hub', () => {
    for (const { document, content } of papers)
      expect(() => rules.validateDocument(document, content(new Date(BEGIN))), document).not.toThrow()
  })

  test('come to an end, on both sides the same, whatever happens', () => {
    fc.assert(runs, { numRuns: RUNS })
  })
})

test('every state of every definition is come into', () => {
  const all = shippedFor('CN', 'MN').definitions.flatMap(({ workflow, states, initial }) =>
    [...states.keys()].filter((name) => name !== initial).map((name) => `${workflow}/${name}`),
  )
  // The model knows no operators: what the class of one brings is in clearance/modes.test.ts.
  const ofModes = new Set(
    ['documents-due', 'documents-missing', 'answering', 'collected', 'claimed'].map(
      (name) => `clearance/${name}`,
    ),
  )
  const missing = (): string[] => all.filter((name) => !reached.has(name) && !ofModes.has(name))
  const { runs } = border('MN')
  for (let seed = 1; seed <= MORE && missing().length > 0; seed += 1) fc.assert(runs, { numRuns: RUNS, seed })
  expect(missing()).toEqual([])
})
