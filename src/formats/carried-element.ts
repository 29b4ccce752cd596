import type { TreeElement } from '../model/tree.ts'
import type { OpenMessage } from './syntax.ts'

/** A message that is an element of another one: a tree alone, which lives as long as anybody holds it. */
export class CarriedElement implements OpenMessage {
  readonly root: TreeElement

  constructor(root: TreeElement) {
    this.root = root
  }

  [Symbol.dispose](): void {}
}
