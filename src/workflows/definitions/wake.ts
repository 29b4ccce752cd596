import type { JsonValue } from '../../model/json.ts'
import type { CompileParts } from './compile.ts'
import type { Wake, WakeScope } from './definition.ts'
import type { TermContent, WakeContent } from './definition-file.ts'
import { type AnyTerm, compileTerm, type TermScope } from './term.ts'

/** How an accepted document becomes an event: whether it is one, and of which case. */
export function compileWake(
  { document, event, where = {}, key, office }: WakeContent,
  { documents, operations }: Pick<CompileParts, 'documents' | 'operations'>,
  complain: (problem: string) => void,
): Wake {
  if (!documents.has(document)) complain(`there is no hub document ${document}`)
  const scope: TermScope = { operations, names: { document: undefined, message: MESSAGE } }
  const conditions = Object.entries(where).map(([path, values]) => {
    const term = compileTerm(path, scope, complain)
    return (seen: Seen) => values.includes(scalar(term(seen)))
  })
  const text = (content: TermContent): ((seen: WakeScope) => string | undefined) => {
    const term = compileTerm(content, scope, complain)
    return (seen) => textOf(term({ ...seen }))
  }
  return {
    document,
    event,
    when: (seen) => conditions.every((each) => each({ ...seen })),
    key: text(key),
    office: office === undefined ? undefined : text(office),
  }
}

type Seen = Parameters<AnyTerm>[0]

/** What is told of the message that the document came in. */
const MESSAGE = new Set(['partner', 'country', 'format', 'messageId'])

function scalar(value: JsonValue | undefined): string | boolean | null {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? value : null
}

const textOf = (value: JsonValue | undefined): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined
