import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Compiled, CompileParts } from '../../../src/workflows/definitions/compile.ts'
import type { Span } from '../../../src/workflows/calendar/due.ts'
import { checkOnly, dueAt } from './span.ts'
import { readDefinitions } from '../../../src/workflows/definitions/load.ts'
import { EFFECTS } from '../../../src/workflows/cases/effects.ts'

/** A small workflow with all that one can have: what a truck goes through that is weighed. */
export const WEIGHING = `workflow: weighing
version: 1
title: A truck is weighed
validFrom: 2026-01-01
roles:
  weigher: Weighs
  chief: Decides what is in doubt
data:
  plate: string
  declared: decimal
  weighed: decimal
  paper: document
  doubts: int
initial: new
events:
  announced: { by: document, title: A truck is announced, opens: true }
  arrived:
    by: act
    title: A truck is at the gate
    roles: [weigher]
    opens: true
    data:
      type: object
      additionalProperties: false
      required: [plate]
      properties: { plate: { type: string, maxLength: 20 } }
  amended: { by: document, title: The announcement has changed }
  weighed:
    by: act
    title: It was weighed
    roles: [weigher, chief]
    data:
      type: object
      additionalProperties: false
      required: [mass]
      properties: { mass: { type: string, pattern: '^[0-9]+$' } }
    facts: { mass: decimal }
  decided:
    by: act
    title: The chief decides
    roles: [chief]
    data: { type: object, required: [pass], properties: { pass: { type: boolean } } }
    facts: { pass: bool }
  reminded: { by: deadline, title: Nobody has weighed it }
  given-up: { by: deadline, title: It did not come }
  answered: { by: case, title: Another case has an answer }
  fallen: { by: fallen, title: Something has fallen }
states:
  new:
    title: Nothing is known
    on:
      announced:
        to: waiting
        set: { plate: event.document.plate, declared: event.document.mass, paper: event.document, doubts: { value: 0 } }
        effects:
          - { effect: send, with: { document: { value: response }, content: event.document, crossing: { value: X } } }
      arrived: { to: waiting, set: { plate: event.plate, doubts: { value: 0 } } }
  waiting:
    title: It has to be weighed
    deadline: { within: { elapsed: PT2H }, event: reminded }
    tasks:
      weigh: { title: Weigh it, role: weigher, acts: [weighed] }
    on:
      reminded: { to: overdue, effects: [ { effect: tell, with: { workflow: { value: weighing }, key: { value: other }, event: { value: answered } } } ] }
      weighed:
        - when: event.mass == data.declared
          to: passed
          set: { weighed: event.mass }
          effects:
            - { effect: send, with: { document: { value: response }, content: data.paper, crossing: { value: X } } }
            - { effect: tell, with: { workflow: { value: weighing }, key: { value: other }, event: { value: answered } } }
        - when: event.mass > data.declared || event.mass < data.declared
          to: doubtful
          set: { weighed: event.mass }
  overdue:
    title: Nobody has weighed it in time
    deadline: { within: { elapsed: PT1H }, event: given-up }
    tasks:
      decide: { title: Decide what is to be done, role: chief, acts: [decided, weighed] }
    on:
      given-up: { to: refused }
      weighed: { to: doubtful, set: { weighed: event.mass } }
      decided:
        - { when: event.pass, to: waiting }
        - { when: '!event.pass', to: refused }
  doubtful:
    title: It weighs something else
    deadline: { within: { elapsed: P1D }, event: reminded }
    tasks:
      decide: { title: Decide whether it may pass, role: chief, acts: [decided] }
    on:
      decided:
        - { when: event.pass, to: passed }
        - { when: '!event.pass', to: refused }
      reminded: { to: doubtful }
  passed: { title: It may go on, outcome: passed }
  refused: { title: It has to go back, outcome: refused }
always:
  amended: { set: { declared: event.document.mass, paper: event.document } }
  answered: {}
  fallen: { to: doubtful }
wakes:
  - { document: truck, event: announced, where: { document.kind: [announcement] }, key: document.id, office: document.office }
  - { document: truck, event: amended, where: { document.kind: [amendment] }, key: document.id }
`

const ajv = new Ajv2020({ strict: true })

/** What definitions of tests may make use of; offices of tests never close. */
export const PARTS: CompileParts = {
  operations: {
    joined: {
      required: ['one', 'other'],
      call: ({ one, other }) =>
        typeof one === 'string' && typeof other === 'string' ? `${one} ${other}` : undefined,
    },
    broken: {
      required: [],
      optional: ['of'],
      call: () => {
        throw new Error('broken by the test')
      },
    },
  },
  effects: EFFECTS,
  checks: {},
  dueAt: (_office: string, from: Date, within: Span) => dueAt(from, within),
  checkSpan: checkOnly,
  checker: (schema) => {
    const validate = ajv.compile(schema)
    return (value) => {
      if (validate(value)) return undefined
      const [error] = validate.errors ?? []
      return { path: error?.instancePath ?? '', message: error?.message ?? 'is wrong' }
    }
  },
  documents: new Set(['truck', 'trailer', 'response']),
}

/** @throws KhorgosError WORKFLOW_INVALID */
export function compiled(text: string, name = 'test.workflow.yaml'): Compiled {
  const [only] = readDefinitions('schemas', [{ name, text }], PARTS)
  if (only === undefined) throw new Error('nothing was compiled')
  return only
}
