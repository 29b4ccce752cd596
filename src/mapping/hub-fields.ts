import type { HubSchema, HubStep, Schema } from './hub-schema.ts'

/** Properties that an object must have wherever it stands; of alternatives (`anyOf`, `oneOf`) none counts. */
export function requiredAt(schema: HubSchema, steps: readonly HubStep[]): readonly string[] {
  const branches = schema.at(steps)
  const alternatives = new Set(branches.flatMap(alternativesOf))
  return [
    ...new Set(
      branches
        .filter((branch) => !alternatives.has(branch))
        .flatMap(({ required }) => (Array.isArray(required) ? required.map(String) : [])),
    ),
  ]
}

function alternativesOf(schema: Schema): unknown[] {
  return ['anyOf', 'oneOf'].flatMap((key) => {
    const parts = schema[key]
    return Array.isArray(parts) ? parts : []
  })
}

/** The hub's code list for a field. */
export function codeListAt(schema: HubSchema, steps: readonly HubStep[]): string | undefined {
  return textOf(schema.at(steps), 'x-code-list')
}

function textOf(branches: readonly Schema[], keyword: string): string | undefined {
  return branches.map((branch) => branch[keyword]).find((value) => typeof value === 'string')
}
