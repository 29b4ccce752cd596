import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createDefinitions } from '../../../src/workflows/definitions/definitions.ts'
import { readDefinitions } from '../../../src/workflows/definitions/load.ts'
import { refusalOf } from '../../refusal.ts'
import { compiled, PARTS, WEIGHING } from './sample.ts'

/** The sample with one change, which must be one. */
function changed(from: string | RegExp, to: string): string {
  const text = WEIGHING.replace(from, to)
  if (text === WEIGHING) throw new Error(`nothing is changed by ${String(from)}`)
  return text
}

/** The line of the sample, changed or not, on which that stands. */
const lineOf = (text: string, what: string): number => text.slice(0, text.indexOf(what)).split('\n').length

describe('a definition that is right', () => {
  const { definition, conditions } = compiled(WEIGHING)

  test('is compiled with its hash, its states and its conditions', () => {
    expect(definition.hash).toBe(createHash('sha256').update(WEIGHING).digest('hex'))
    expect([...definition.states.keys()]).toEqual([
      'new',
      'waiting',
      'overdue',
      'doubtful',
      'passed',
      'refused',
    ])
    expect(definition.states.get('passed')?.outcome).toBe('passed')
    expect([...conditions.keys()]).toContain('waiting/weighed/0')
  })

  test('has what always happens in every state, in ends as far as it stays there', () => {
    expect(definition.states.get('overdue')?.on.get('fallen')?.[0]?.to).toBe('doubtful')
    expect(definition.states.get('passed')?.on.has('fallen')).toBe(false)
    expect(definition.states.get('passed')?.on.has('amended')).toBe(true)
  })

  test('wakes by a document with its key and office, and only where its conditions are true', () => {
    const [announced, amended] = definition.wakes
    const seen = { document: { kind: 'announcement', id: 'T1', office: '0705' }, message: {} }
    expect(announced?.when(seen)).toBe(true)
    expect(amended?.when(seen)).toBe(false)
    expect(announced?.key(seen)).toBe('T1')
    expect(announced?.office?.(seen)).toBe('0705')
    expect(announced?.key({ document: { id: '' }, message: {} })).toBeUndefined()
    expect(announced?.key({ document: { id: 7 }, message: {} })).toBeUndefined()
  })
})

describe('of several versions', () => {
  const versions = [WEIGHING, changed('version: 1', 'version: 2').replace('2026-01-01', '2026-07-01')].map(
    (text) => compiled(text).definition,
  )

  test('the newest in force opens cases, from its first day on', () => {
    const { inForce, byHash } = createDefinitions(versions)
    expect(inForce('weighing', new Date('2026-06-30T23:59:59Z'))?.version).toBe(1)
    expect(inForce('weighing', new Date('2026-07-01T00:00:00Z'))?.version).toBe(2)
    expect(inForce('weighing', new Date('2025-12-31T23:59:59Z'))).toBeUndefined()
    expect(inForce('another', new Date())).toBeUndefined()
    expect(byHash(versions[0]?.hash ?? '')?.version).toBe(1)
  })

  test('one that is no file any more opens none', () => {
    const { inForce, byHash } = createDefinitions(versions, versions.slice(0, 1))
    expect(inForce('weighing', new Date('2026-08-01T00:00:00Z'))?.version).toBe(1)
    expect(byHash(versions[1]?.hash ?? '')?.version).toBe(2)
  })

  test('two of the same number are refused', () => {
    const texts = ['a', 'b'].map((name) => ({ name: `${name}.workflow.yaml`, text: WEIGHING }))
    expect(refusalOf(() => readDefinitions('schemas', texts, PARTS))).toMatchObject({
      code: 'WORKFLOW_INVALID',
      message: 'Workflows: b.workflow.yaml:2: a.workflow.yaml is version 1 of weighing too.',
    })
  })
})

type Bad = readonly [what: string, from: string | RegExp, to: string, at: string, message: string]

const bad: readonly Bad[] = [
  ['YAML that is none', 'roles:', 'roles: [', 'states', 'Flow'],
  [
    'a member that nobody knows',
    'initial: new',
    'initial: new\ncolour: red',
    'colour',
    'colour is not known here',
  ],
  [
    'an initial state that is nowhere',
    'initial: new',
    'initial: begun',
    'initial',
    'there is no state begun',
  ],
  ['a role that is nowhere', 'roles: [chief]', 'roles: [boss]', '[boss]', 'there is no role boss'],
  [
    'a role that may do nothing',
    'roles:\n  weigher',
    'roles:\n  idler: Rests\n  weigher',
    'Rests',
    'idler may do nothing',
  ],
  [
    'an event that is nowhere',
    'acts: [weighed]',
    'acts: [measured]',
    'Weigh it',
    'there is no event measured',
  ],
  [
    'a way to nowhere',
    'given-up: { to: refused }',
    'given-up: { to: lost }',
    '{ to: lost }',
    'there is no state lost',
  ],
  [
    'a deadline of an event that is nowhere',
    'PT1H }, event: given-up',
    'PT1H }, event: gone',
    'event: gone',
    'there is no event gone',
  ],
  [
    'a deadline by something that no case knows',
    'PT1H }, event: given-up',
    'PT1H }, until: data.gone, event: given-up',
    'until: data.gone',
    'data has no gone',
  ],
  [
    'a check that is nowhere',
    'title: It was weighed',
    'title: It was weighed\n    check: weight',
    'check: weight',
    'there is no check weight',
  ],
  [
    'a wake for an event that is nowhere',
    'event: amended, where',
    'event: changed, where',
    'event: changed',
    'there is no event changed',
  ],
  [
    'an event that nothing comes of',
    'answered: { by: case',
    'heard: { by: case, title: Heard }\n  answered: { by: case',
    'heard',
    'no state says what becomes of heard',
  ],
  [
    'an act that nobody may do',
    'roles: [chief]\n    data: { type: object, required',
    'data: { type: object, required',
    'by: act\n    title: The chief',
    'nobody may do decided',
  ],
  [
    'data of what is no act',
    'title: It did not come }',
    'title: It did not come, data: { type: object } }',
    'given-up',
    'given-up is no act',
  ],
  [
    'a document event that no document is',
    /\n {2}- \{ document: truck, event: amended.*\n/,
    '\n',
    'amended: {',
    'no document is amended',
  ],
  [
    'a wake for what does not happen by documents',
    'event: amended, where',
    'event: weighed, where',
    'event: weighed, where',
    'weighed does not happen by documents',
  ],
  [
    'an opening that knows no office',
    ', office: document.office',
    '',
    'announced: {',
    'nobody says of which office',
  ],
  [
    'an opening by a deadline',
    'title: It did not come',
    'title: It did not come, opens: true',
    'given-up',
    'it opens none',
  ],
  [
    'an opening that the initial state knows nothing of',
    'amended: { by: document,',
    'amended: { by: document, opens: true,',
    'amended: {',
    'nobody says of which office',
  ],
  [
    'an opening that leads nowhere',
    'arrived: { to: waiting, set',
    'arrived: { set',
    'arrived: { set',
    'arrived opens cases: it has to lead somewhere',
  ],
  ['no opening', /opens: true/g, 'opens: true', '', ''],
  [
    'a fall by another name',
    'fallen: { by: fallen',
    'fallen: { by: case',
    'fallen: {',
    'by the event fallen, and by no other',
  ],
  [
    'an end that waits',
    'title: It may go on, outcome',
    'title: It may go on, deadline: { within: { elapsed: PT1H }, event: reminded }, outcome',
    'It may go on',
    'passed is an end',
  ],
  [
    'a way out of an end',
    'title: It may go on, outcome: passed }',
    'title: It may go on, outcome: passed, on: { weighed: { to: doubtful } } }',
    'on: { weighed: { to',
    'no way leads out of an end',
  ],
  [
    'a state without a deadline',
    '    deadline: { within: { elapsed: PT1H }, event: given-up }\n',
    '',
    'Nobody has weighed it in time',
    'overdue has no deadline',
  ],
  [
    'an initial state that cases come back to without a deadline',
    '{ when: event.pass, to: waiting }',
    '{ when: event.pass, to: new }',
    'Nothing is known',
    'new has no deadline',
  ],
  [
    'a deadline that does not happen by itself',
    'PT1H }, event: given-up',
    'PT1H }, event: weighed',
    'event: weighed }',
    'weighed does not happen by a deadline',
  ],
  [
    'a deadline that nothing comes of',
    'given-up: { to: refused }',
    'answered: { to: refused }',
    'PT1H',
    'overdue does not say what becomes of given-up',
  ],
  [
    'a deadline that hangs on conditions',
    'given-up: { to: refused }',
    "given-up: { when: 'data.doubts > 3', to: refused }",
    'PT1H',
    'the last one must have none',
  ],
  [
    'a deadline that leads nowhere',
    'given-up: { to: refused }',
    'given-up: { set: { doubts: { value: 1 } } }',
    'PT1H',
    'has to lead somewhere',
  ],
  ['a span that is none', 'PT1H', 'an hour', 'an hour', 'is not a duration'],
  [
    'a task whose role may not do it',
    'role: weigher, acts: [weighed]',
    'role: weigher, acts: [weighed, decided]',
    'Weigh it',
    'weigher may not do decided',
  ],
  [
    'a task that is no act',
    'acts: [decided, weighed]',
    'acts: [decided, answered]',
    'what is to be done',
    'answered is no act',
  ],
  [
    'a task that its state knows nothing of',
    'role: weigher, acts: [weighed]',
    'role: weigher, acts: [weighed, arrived]',
    'Weigh it',
    'waiting does not say what becomes of arrived',
  ],
  [
    'ways behind one without a condition',
    '{ when: event.pass, to: waiting }',
    '{ to: waiting }',
    '{ to: waiting }',
    'what stands behind the 1. way never happens',
  ],
  [
    'a condition that is never true',
    '- { when: event.pass, to: passed }',
    "- { when: 'event.pass && !event.pass', to: passed }",
    '&& !event.pass',
    'the condition of doubtful/decided/0 can never be true',
  ],
  [
    'a condition that is always true',
    '- { when: event.pass, to: passed }',
    "- { when: '1 < 2', to: passed }",
    '1 < 2',
    'the condition of doubtful/decided/0 is always true',
  ],
  [
    'a condition of something unknown',
    '- when: event.mass == data.declared',
    '- when: event.mess == data.declared',
    'when: event.mess',
    'mess',
  ],
  [
    'a condition about a document',
    '- when: event.mass == data.declared',
    '- when: data.paper == data.declared',
    'when: data.paper',
    'paper',
  ],
  [
    'a state that no case comes to',
    '  passed: { title',
    '  lost: { title: Lost, outcome: lost }\n  passed: { title',
    'title: Lost',
    'no case comes to lost',
  ],
  ['a state that leads to no end', 'given-up: { to: refused }', 'given-up: { to: stuck }', 'overdue:', ''],
  [
    'data that the case does not have',
    'set: { weighed: event.mass }\n          effects',
    'set: { weight: event.mass }\n          effects',
    'weight:',
    'data does not say what weight is',
  ],
  [
    'a term that begins with nothing',
    'set: { plate: event.plate,',
    'set: { plate: events.plate,',
    'events.plate',
    'events.plate begins with none of case, data, event',
  ],
  [
    'a term of data that there is not',
    'content: data.paper',
    'content: data.papers',
    'content: data.papers',
    'data has no papers',
  ],
  [
    'an operation that there is not',
    'set: { plate: event.plate,',
    'set: { plate: { call: shorten },',
    'call: shorten',
    'there is no operation shorten',
  ],
  [
    'an operation without what it needs',
    'set: { plate: event.plate,',
    'set: { plate: { call: joined, with: { one: event.plate } },',
    'call: joined',
    'joined needs other',
  ],
  [
    'an operation with too much',
    'set: { plate: event.plate,',
    'set: { plate: { call: broken, with: { a: event.plate } },',
    'call: broken',
    'broken takes no a',
  ],
  [
    'an effect that there is not',
    'effect: send, with: { document: { value: response }, content: data.paper',
    'effect: shout, with: { document: { value: response }, content: data.paper',
    'effect: shout',
    'there is no effect shout',
  ],
  [
    'an effect without what it needs',
    ', content: data.paper, crossing: { value: X }',
    ', content: data.paper',
    'content: data.paper }',
    'send needs crossing',
  ],
  [
    'an effect with too much',
    'content: data.paper, crossing',
    'colour: data.plate, content: data.paper, crossing',
    'colour: data.plate',
    'send takes no colour',
  ],
  [
    'a document that there is not',
    '- { document: truck, event: amended',
    '- { document: lorry, event: amended',
    'document: lorry',
    'there is no hub document lorry',
  ],
  [
    'a wake that reads what messages do not tell',
    'key: document.id }',
    'key: message.colour }',
    'message.colour',
    'message has no colour',
  ],
  [
    'a day that is none',
    'validFrom: 2026-01-01',
    'validFrom: 2026-02-30',
    'validFrom',
    '2026-02-30 is no day',
  ],
  [
    'an end before its beginning',
    'validFrom: 2026-01-01',
    'validFrom: 2026-01-01\nvalidTo: 2025-12-31',
    'validTo',
    'it ends before it begins',
  ],
  [
    'a schema that is none',
    'properties: { plate: { type: string, maxLength: 20 } }',
    'properties: { plate: { type: word } }',
    'type: word',
    'this is no schema of data',
  ],
]

describe('a definition is refused, with file and line, for', () => {
  test.each(bad.filter(([, , , , message]) => message !== ''))('%s', (_what, from, to, at, message) => {
    const text = changed(from, to)
    const refusal = refusalOf(() => compiled(text))
    expect(refusal.code).toBe('WORKFLOW_INVALID')
    const problem = refusal.message.split(/; |: (?=test\.)/).find((each) => each.includes(message))
    expect(problem, refusal.message).toBeDefined()
    const line = Number(/test\.workflow\.yaml:(\d+)/.exec(problem ?? '')?.[1])
    expect(
      Math.abs(line - lineOf(text, at)),
      `${problem} is said of line ${lineOf(text, at)}`,
    ).toBeLessThanOrEqual(at === 'states' ? 999 : 4)
  })

  test('states from which no way leads to an end', () => {
    const stuck = `stuck:
    title: Stuck
    deadline: { within: { elapsed: PT1H }, event: reminded }
    on: { reminded: { to: stuck }, fallen: { to: stuck } }
  passed:`
    const text = changed('given-up: { to: refused }', 'given-up: { to: stuck }').replace('passed:', stuck)
    expect(refusalOf(() => compiled(text)).message).toContain('no way leads from stuck to an end')
  })

  test('events of which none opens a case', () => {
    const text = WEIGHING.replaceAll(', opens: true', '').replaceAll('    opens: true\n', '')
    expect(refusalOf(() => compiled(text)).message).toContain('no event opens a case')
  })

  test('what always happens, once', () => {
    const { message } = refusalOf(() =>
      compiled(changed('always:\n', 'always:\n  weighed: { to: nowhere }\n')),
    )
    expect(message.split('there is no state nowhere')).toHaveLength(2)
  })
})
