import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compiled } from '../definitions/sample.ts'
import { createModelGateway } from './gateway.ts'
import { officersOf } from './statements.ts'
import { moves, type Paper, runWorld } from './world.ts'

const HEAD = `version: 1
title: One side of a handing over
validFrom: 2026-01-01
data: { paper: document, said: [taken, refused] }
initial: new
`

/** Hands over: says so until it hears what became of it. */
const GIVER = `workflow: giver
${HEAD}roles: {}
events:
  asked: { by: document, title: To be handed over, opens: true }
  heard: { by: document, title: The other side has decided }
  overdue: { by: deadline, title: Nothing is heard }
states:
  new: { title: New, on: { asked: { to: waiting, set: { paper: event.document }, effects: &send [ { effect: send, with: { document: { value: truck }, content: data.paper, crossing: { value: X } } } ] } } }
  waiting: { title: Waits, deadline: { within: { elapsed: PT6H }, event: overdue }, on: { overdue: { to: waiting, effects: *send }, heard: { to: ended, set: { said: event.document.decision } } } }
  ended: { title: Ended, outcome: ended }
wakes:
  - { document: truck, event: asked, key: document.id, office: document.office }
  - { document: response, event: heard, key: document.id }
`

/** Decides, and answers whoever asks again. */
const TAKER = `workflow: taker
${HEAD}roles: { officer: Officer }
events:
  announced: { by: document, title: Something comes, opens: true }
  decided:
    by: act
    title: It is decided
    roles: [officer]
    data: { type: object, required: [decision], properties: { decision: { enum: [taken, refused] } } }
  late: { by: deadline, title: Nobody has decided }
states:
  new: { title: New, on: { announced: { to: open, set: { paper: event.document } } } }
  open:
    title: To be decided
    deadline: { within: { elapsed: P1D }, event: late }
    tasks: { decide: { title: Decide, role: officer, acts: [decided] } }
    on:
      announced: {}
      late: { to: ended, effects: &answer [ { effect: send, with: { document: { value: response }, content: data.paper, crossing: { value: X } } } ] }
      decided: { to: ended, set: { said: event.decision }, effects: *answer }
  ended: { title: Ended, outcome: ended, on: { announced: { effects: *answer } } }
wakes:
  - { document: truck, event: announced, key: document.id, office: document.office }
`

const CANONICAL = resolve('schemas/canonical')
const BEGIN = Date.UTC(2026, 10, 22, 8)
/** What begins it, and may come again. */
const ASKED: Paper = {
  about: 'T1',
  name: 'giver asked',
  opens: true,
  isStray: false,
  to: 'CN',
  from: 'CN',
  document: 'truck',
  content: () => ({ id: 'T1', office: '0705' }),
}

describe('two sides over a bad channel', () => {
  const state = officersOf(CANONICAL)

  /** @returns what is wrong in the first run in which anything is; empty when nothing is in any */
  const worst = (giver: string, taker: string): string => {
    const sides = [giver, taker].map((text) => compiled(text).definition)
    const runs = fc.property(moves, fc.boolean(), fc.nat(), (all, calm, seed) => {
      const clock = { now: BEGIN }
      const gateways = sides.map((definition, at) =>
        createModelGateway({
          country: at === 0 ? 'CN' : 'MN',
          definitions: [definition],
          clock: () => new Date(clock.now),
          validate: () => {},
        }),
      )
      runWorld({ clock, gateways, papers: [ASKED], state, calm, alike: [['giver', 'taker']] }, all, seed)
    })
    const { failed, errorInstance } = fc.check(runs, { numRuns: 100, endOnFailure: true })
    return failed ? String(errorInstance) : ''
  }

  test('come to the same end', () => expect(worst(GIVER, TAKER)).toBe(''))

  test('are found stuck where one does not answer whoever asks again', () => {
    const silent = TAKER.replace(', on: { announced: { effects: *answer } } }', ' }')
    expect(worst(GIVER, silent)).toContain('giver is stuck in waiting')
  })

  test('are found to differ where each decides for itself', () => {
    const hasty = GIVER.replace(
      'overdue: { to: waiting, effects: *send }',
      'overdue: { to: given-up }',
    ).replace('  ended: {', '  given-up: { title: Given up, outcome: given-up }\n  ended: {')
    expect(worst(hasty, TAKER)).toMatch(/one side ends as given-up .*, the other as ended/)
  })
})
