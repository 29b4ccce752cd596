import type { TreeElement } from '../model/tree.ts'

/** Received bytes of any syntax, opened: checked as far as the syntax goes, and a tree. Close it with `using`. */
export interface OpenMessage extends Disposable {
  readonly root: TreeElement
}

/** A tree as the syntax writes it. */
export interface WrittenText {
  /** Canonical XML, or the characters of an interchange; made when asked for. */
  readonly text: string
  /** The same in the encoding of the syntax. */
  bytes(): Uint8Array
}

/** What a format's schema file is to its syntax: the one place where formats of different syntaxes differ. */
export interface FormatSyntax {
  readonly name: 'xml' | 'edifact'
  /** @throws KhorgosError SCHEMA_INVALID with the place of the first error, also for a message of another syntax */
  validate(message: OpenMessage): void
  /**
   * @param values what the agreement says about the syntax, beside the values of the mapping's `context:` rules
   * @throws KhorgosError OUTPUT_INVALID with the place in the message that was to be written
   */
  write(root: TreeElement, values: Readonly<Record<string, string>>): WrittenText
}
