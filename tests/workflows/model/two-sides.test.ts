import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compiled } from '../definitions/sample.ts'
import { runTwoSides, type Side } from './two-sides.ts'

const HEAD = `version: 1
title: One side of a handing over
validFrom: 2026-01-01
data: { paper: document, decision: [taken, refused] }
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
  waiting: { title: Waits, deadline: { within: { elapsed: PT6H }, event: overdue }, on: { overdue: { to: waiting, effects: *send }, heard: { to: ended, set: { decision: event.document.decision } } } }
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
      decided: { to: ended, set: { decision: event.decision }, effects: *answer }
  ended: { title: Ended, outcome: ended, on: { announced: { effects: *answer } } }
wakes:
  - { document: truck, event: announced, key: document.id, office: document.office }
`

const side = (text: string, country: string): Side => ({
  definition: compiled(text).definition,
  office: '0705',
  country,
  state: (_act, draw) => ({ decision: draw(2) === 0 ? 'taken' : 'refused' }),
})
const paper = { id: 'T1', office: '0705' }

/** What all draws of one run have in common is the list, so that a failing one is made smaller. */
const draws = fc.infiniteStream(fc.nat()).map((stream) => {
  return (below: number): number => (stream.next().value ?? 0) % below
})

describe('two sides over a bad channel', () => {
  /** @returns what is wrong in the smallest run in which anything is; empty when nothing is in any */
  const worst = (giver: string, taker: string): string => {
    const sides = [side(giver, 'CN'), side(taker, 'MN')] as const
    const begin = [{ side: 0, document: 'truck', content: paper }] as const
    const runs = fc.property(draws, fc.integer({ min: 0, max: 80 }), (draw, chaos) => {
      const problems = runTwoSides({ sides, begin, draw, chaos })
      if (problems.length > 0) throw new Error(problems.join('\n'))
    })
    const { failed, errorInstance } = fc.check(runs, { numRuns: 200 })
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
    expect(worst(hasty, TAKER)).toContain('one side ends as given-up, the other as ended')
  })
})
