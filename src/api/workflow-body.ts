import type { JsonObject } from '../model/json.ts'
import type { Definition, EventType, State } from '../workflows/definitions/definition.ts'

/** Makes of the schema of an act one that refers to nothing outside. */
export type DescribeData = (schema: JsonObject) => JsonObject

/** A definition as those need it who make a screen of it. */
export function workflowBody(definition: Definition, describe: DescribeData) {
  const { workflow, version, hash, title, validFrom, validTo, initial, roles, states, events } = definition
  return {
    workflow,
    version,
    hash,
    title,
    validFrom: dayOf(validFrom),
    ...(validTo && { validTo: dayOf(validTo) }),
    initial,
    roles: [...roles].map(([role, words]) => ({ role, title: words })),
    states: [...states.values()].map(stateBody),
    events: [...events.values()].map((each) => eventBody(each, describe)),
    links: { definition: `/v1/workflows/${workflow}/${version}` },
  }
}

function stateBody({ name: state, title, outcome, tasks, on }: State) {
  return {
    state,
    title,
    ...(outcome !== undefined && { outcome }),
    tasks: tasks.map(({ name: task, ...rest }) => ({ task, ...rest })),
    on: [...on.keys()],
  }
}

function eventBody(type: EventType, describe: DescribeData) {
  const { name: event, title, by, opens, numbered, roles, schema } = type
  return { event, title, by, opens, numbered, roles, ...(schema && { data: describe(schema) }) }
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10)
