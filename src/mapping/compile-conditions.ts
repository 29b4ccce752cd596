import type { Compiler, Site } from './compiler.ts'
import { accessAll, accessField, type HubPath, hasValue } from './hub-path.ts'
import type { Conditions } from './leaf.ts'
import type { MessagePath } from './message-path.ts'
import { finder } from './nodes.ts'
import type { ReadRun } from './plan.ts'
import type { Modifiers } from './rule-modifiers.ts'

/** The conditions of a rule, and the paths that `with` speaks of. */
export interface CompiledConditions extends Conditions {
  readonly besidePaths: readonly { readonly path: HubPath }[]
}

interface Conditional {
  readonly at: MessagePath
  readonly line: number
  readonly modifiers: Modifiers
}

/** Compiles `unless`, `needs` and `with`. */
export function compileConditions(compiler: Compiler, rule: Conditional, site: Site): CompiledConditions {
  const { modifiers } = rule
  const besidePaths = compileBeside(compiler, rule, site)
  const needed = modifiers.needs === undefined ? undefined : compiler.path(modifiers.needs, site.scope)
  const values = needed === undefined ? undefined : accessAll(needed)
  const beside = besidePaths.map(({ path, text, slot }) => ({ access: accessField(path), value: text, slot }))
  return {
    besidePaths,
    beside,
    sometimes: needed !== undefined || beside.length > 0,
    readable: compileUnless(compiler, rule, site),
    writable: (item, run) =>
      (values === undefined || values(item, run).some(hasValue)) &&
      beside.every(({ access, value }) => access.get(item, run) === value),
  }
}

function compileBeside(compiler: Compiler, { at, line, modifiers }: Conditional, site: Site) {
  return (modifiers.with ?? []).flatMap(({ path: source, text }) => {
    const path = compiler.path(source, site.scope)
    if (path === undefined) return []
    if (path.field.type !== 'text') {
      return (
        compiler.complaints.add(line, `${path.pattern} holds ${path.field.type}; \`with\` compares texts`) ??
        []
      )
    }
    const { path: message } = compiler.nodes.at(site.node, at.steps, line)
    const slot = compiler.slot(
      { line, wco: modifiers.wco },
      { message, document: path.pattern, outcome: 'kept' },
    )
    return [{ path, text, slot }]
  })
}

/** `unless` is relative like `at`; runs know the root's or item's element, so the way from there is added. */
function compileUnless(
  compiler: Compiler,
  { modifiers }: Conditional,
  site: Site,
): (run: ReadRun) => boolean {
  const { unless } = modifiers
  if (unless === undefined) return () => true
  const find = finder({ ...unless, steps: [...site.steps, ...unless.steps] }, compiler.naming)
  return (run) => find(run.base) === undefined
}
