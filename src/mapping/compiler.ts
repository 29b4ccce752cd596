import { markCovered } from './coverage.ts'
import type { Head } from './head.ts'
import type { HubPath, Scope } from './hub-path.ts'
import type { MessageStep } from './message-path.ts'
import type { Naming, NodeMaker } from './nodes.ts'
import type { ElementNode, PlanDocument, Slot } from './plan.ts'
import type { SourcePath } from './rule-fields.ts'
import type { Complaints } from './yaml-source.ts'

/** What compiling a file carries along. */
export interface Compiler {
  readonly head: Head
  readonly naming: Naming
  readonly complaints: Complaints
  readonly documents: readonly PlanDocument[]
  readonly nodes: NodeMaker
  slot(
    rule: { readonly line: number; readonly wco?: string | undefined },
    parts: Partial<Slot> & Pick<Slot, 'message' | 'outcome'>,
  ): Slot
  /** @returns the checked path; undefined with a complaint. */
  path(source: SourcePath, scope: Scope | undefined): HubPath | undefined
  /** Document paths that rules name. */
  readonly named: Set<string>
  /** What is done once all of them are known. */
  readonly later: (() => void)[]
}

/** Where rules stand: below which element, and relative to which item. */
export interface Site {
  readonly node: ElementNode
  readonly scope: Scope | undefined
  /** The root's or item's element, where endings are done. */
  readonly base: ElementNode
  /** From `base` to `node`, through groups. */
  readonly steps: readonly MessageStep[]
}

/** Notes that a rule writes a field. */
export function cover(compiler: Compiler, path: HubPath, sometimes: boolean): void {
  const coverage = compiler.documents[path.document]?.coverage
  if (coverage !== undefined) markCovered(coverage.at(path.absolute), sometimes)
}
