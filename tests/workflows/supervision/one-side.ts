import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadDocumentRules } from '../../../src/model/documents.ts'
import { asObject } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { type Case, type CaseEvent, unopened } from '../../../src/workflows/cases/case.ts'
import { type Step, step } from '../../../src/workflows/cases/step.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import type { Definition } from '../../../src/workflows/definitions/definition.ts'
import { readDefinitions } from '../../../src/workflows/definitions/load.ts'
import { recognitionOperations } from '../../../src/workflows/recognition/operations.ts'
import { supervisionOperations } from '../../../src/workflows/supervision/operations.ts'
import { PARTS } from '../definitions/sample.ts'

export const rules = loadDocumentRules('schemas/canonical')

/** A definition that is shipped, as it runs at the offices of a country. */
export function shipped(name: string, country = 'CN'): Definition {
  const arrangements = loadArrangements('schemas', loadCalendars('schemas'))
  const file = `${name}.workflow.yaml`
  const text = readFileSync(join('schemas/workflows', file), 'utf8')
  const parts = {
    ...PARTS,
    operations: {
      ...supervisionOperations({ country, arrangements }),
      ...recognitionOperations({ country, arrangements }),
    },
    checker: rules.checker,
    documents: new Set(['load-checklist', 'response', 'inspection-result']),
  }
  const [only] = readDefinitions('schemas', [{ name: file, text }], parts)
  if (only === undefined) throw new Error(`${name} was not read`)
  return only.definition
}

const OTHER_CASE = '0199f3a1-0000-7000-8000-00000000000b'

/** One case of a definition that is taken from event to event, without a gateway. */
export interface OneSide {
  now(): Case
  /** What an officer does. @returns why it did not fit, else what was sent */
  act(event: string, data: JsonObject): string | readonly JsonObject[]
  /** A message that is this event. */
  hear(event: string, document: JsonObject, country: string): string | readonly JsonObject[]
  /** Another case tells it something. */
  heed(event: string, data: JsonObject): string | readonly JsonObject[]
  /** What it told other cases by its last event. */
  told(): readonly JsonObject[]
}

export function openSide(definition: Definition, key: string, office = '0705'): OneSide {
  let now = unopened(definition, { id: '0199f3a1-0000-7000-8000-00000000000a', key, office }, new Date(0))
  let serial = 0
  let told: readonly JsonObject[] = []
  const take = (event: Omit<CaseEvent, 'at' | 'basis'>): string | readonly JsonObject[] => {
    const taken: Step & { readonly unfit?: string } = step(definition, now, {
      ...event,
      at: new Date(Date.UTC(2026, 10, 22, 8, (serial += 1))),
      basis: [],
    })
    if (taken.unfit !== undefined) return taken.unfit
    now = taken.after
    told = taken.effects.flatMap(({ kind, args }) => (kind === 'tell' ? [args] : []))
    return taken.effects.flatMap(({ kind, args }) => {
      const content = asObject(args['content'])
      return kind === 'send' && content ? [content] : []
    })
  }
  return {
    now: () => now,
    told: () => told,
    heed: (name, data) =>
      take({ name, cause: { case: OTHER_CASE, revision: (serial += 1), place: 0 }, data }),
    act(name, data) {
      const type = definition.events.get(name)
      const wrong = type?.check(data)
      if (wrong !== undefined) return `${wrong.path} ${wrong.message}`
      const by = { person: 'p', issuer: 'i', role: type?.roles[0] ?? '', office }
      return take({ name, cause: { act: `a${serial}`, by }, data })
    },
    hear(name, document, country) {
      const message = { partner: 'other', country, format: 'test', messageId: `m${serial}` }
      const cause = { record: String(serial), document: 'load-checklist' }
      return take({ name, cause, data: { document, message } })
    },
  }
}
