import { resolve } from 'node:path'
import {
  ParseOption,
  XmlDocument,
  XmlLibError,
  XmlValidateError,
  XsdValidator,
  type ErrorDetail,
} from 'libxml2-wasm'
import { KhorgosError, type Place } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { chainByNodePath, pathOf } from './place.ts'
import { readSchemaFile, withSchemaFolder } from './schema-files.ts'

/** Enough to mend a message in one go, few enough to read. */
const MAX_ERRORS_SHOWN = 5
/** Errors told one by one; a hostile message must not make a list as long as itself. */
const MAX_PROBLEMS = 100

/** A compiled XSD. It holds WebAssembly memory until disposed; schemas of the catalogue live as long as the process. */
export class XmlSchema implements Disposable {
  readonly file: string
  readonly #validator: XsdValidator

  constructor(file: string, validator: XsdValidator) {
    this.file = file
    this.#validator = validator
  }

  /** Called by `XmlMessage.validate`, which knows both views of the message. */
  check(document: XmlDocument, root: TreeElement): void {
    try {
      this.#validator.validate(document)
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error
      throw schemaInvalid(error, root)
    }
  }

  /**
   * Checks a tree in the bytes that `writeCanonicalBytes` made of it: our own need no second look at their syntax.
   *
   * @throws KhorgosError SCHEMA_INVALID with the place of the first error, without a line: nobody has this text
   */
  checkWritten(bytes: Uint8Array, root: TreeElement): void {
    using document = XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_COMPACT })
    this.check(document, root)
  }

  [Symbol.dispose](): void {
    this.#validator.dispose()
  }
}

/**
 * Compiles a schema. Includes and imports are read from the folder of `file` and below, never from elsewhere.
 *
 * @param file path of the main XSD
 * @throws KhorgosError CONFIG_INVALID naming file and line
 */
export function compileSchema(file: string): XmlSchema {
  const path = resolve(file)
  return withSchemaFolder(path, () => {
    using document = parseSchema(path)
    try {
      return new XmlSchema(path, XsdValidator.fromDoc(document))
    } catch (error) {
      throw configInvalid(path, error)
    }
  })
}

function parseSchema(path: string): XmlDocument {
  try {
    return XmlDocument.fromBuffer(readSchemaFile(path), { url: path })
  } catch (error) {
    throw configInvalid(path, error)
  }
}

function configInvalid(path: string, error: unknown): KhorgosError {
  const details = error instanceof XmlLibError ? error.details : []
  const first = details.find((detail) => detail.level > 1) ?? details[0]
  const reason = first?.message.trim() ?? (error instanceof Error ? error.message : 'unknown fault')
  const where = `${first?.file ?? path}${first === undefined ? '' : `:${first.line}`}`
  return new KhorgosError('CONFIG_INVALID', `${where}: the schema cannot be compiled: ${reason}`, {
    cause: error,
  })
}

function schemaInvalid(error: XmlValidateError, root: TreeElement): KhorgosError {
  const told = error.details.filter((detail) => detail.level > 1)
  // Beside the error itself libxml2 wonders aloud about its own values.
  const own = told.filter((detail) => !detail.message.startsWith('Warning:'))
  const errors = own.length > 0 ? own : told
  const shown = errors.slice(0, MAX_ERRORS_SHOWN).map((detail) => describe(detail, root))
  const more = errors.length > shown.length ? `; and ${errors.length - shown.length} more` : ''
  const place = errors[0] === undefined ? undefined : placeOfError(errors[0], root)
  const problems =
    errors.length < 2
      ? []
      : errors.slice(0, MAX_PROBLEMS).map(
          (detail) =>
            new KhorgosError('SCHEMA_INVALID', describe(detail, root), {
              place: placeOfError(detail, root),
            }),
        )
  return new KhorgosError('SCHEMA_INVALID', `${shown.join('; ')}${more}`, { place, problems, cause: error })
}

/** A namespace in braces before a name; neither a quantifier of a pattern, which holds digits, nor a set of values. */
const NAMESPACE = /\{(?!\d+(?:,\d*)?\})[^{}']*\}(?=[\p{L}_])/gu

function describe(detail: ErrorDetail, root: TreeElement): string {
  // libxml2 writes names as {namespace}local; the namespace is the same throughout and only hides the name.
  return `${placeOfError(detail, root).path}: ${detail.message.trim().replaceAll(NAMESPACE, '')}`
}

function placeOfError(detail: ErrorDetail, root: TreeElement): Place {
  const path = pathOf(chainByNodePath(root, detail.xpath ?? '/'))
  return { path, ...(detail.line > 0 && { line: detail.line }) }
}
