import type { JsonObject } from '../model/json.ts'
import type { TreeElement } from '../model/tree.ts'
import type { FormatKind } from './recognition.ts'
import type { ReadReport, WriteReport } from './outcomes.ts'
import type { MappingContext } from './write.ts'

/** One mapping file, compiled: how one message format and the hub's documents become each other. */
export interface Mapping {
  readonly format: string
  readonly kind: FormatKind
  readonly title: string
  readonly root: {
    readonly name: string
    readonly namespace: string
    readonly acceptNamespaces: readonly string[]
    /** What must stand at a path: one of the texts; anything (true); nothing (false). */
    readonly when: readonly { readonly path: string; readonly is: readonly string[] | boolean }[]
  }
  /** Path of the mapping file. */
  readonly file: string
  /** Path of the format's own schema. */
  readonly schemaFile: string
  /** IANA zone of dates without offset. */
  readonly timeZone: string
  /** Hub documents that reading makes, by alias. */
  readonly documents: Readonly<Record<string, string>>
  /** Hex SHA-256 over the mapping file and its code lists. */
  readonly hash: string
  matches(root: TreeElement): boolean
  /** Of an envelope: where it carries its message. */
  readonly payload: PayloadPlace | undefined
  /** What the message says of itself; undefined where it, or the format, does not say. */
  identity(root: TreeElement): {
    readonly messageId: string | undefined
    readonly sender: string | undefined
    readonly companionKey: string | undefined
  }
  /**
   * @param at decides which rows of code lists are valid.
   * @returns documents by hub document name.
   * @throws KhorgosError FIELD_INVALID, CODE_UNKNOWN, TOTAL_MISMATCH: the first problem with its place, the others
   *   in `problems`.
   */
  read(
    root: TreeElement,
    at: Date,
  ): { readonly documents: Readonly<Record<string, JsonObject>>; readonly report: ReadReport }
  /**
   * @param documents by hub document name; those the format does not know are reported as dropped.
   * @throws KhorgosError DOCUMENT_INVALID, CODE_UNKNOWN, OUTPUT_INVALID, CONFIG_INVALID (a context value is missing).
   */
  write(
    documents: Readonly<Record<string, JsonObject>>,
    context: MappingContext,
  ): { readonly root: TreeElement; readonly report: WriteReport }
}

export interface PayloadPlace {
  /** `base64`: the bytes of the message as text. `element`: its root as the one child of the element. */
  readonly as: 'base64' | 'element'
  /** @returns the element of an envelope that carries the message. */
  find(root: TreeElement): TreeElement | undefined
}
