import { KhorgosError, asKhorgosError } from '../errors.ts'
import type { Mapping } from '../mapping/load.ts'
import type { TreeElement } from '../model/tree.ts'
import { XmlMessage } from '../xml/message.ts'
import { compileSchema, type XmlSchema } from '../xml/schema.ts'
import { writeCanonicalBytes } from '../xml/write.ts'
import { CarriedElement } from './carried-element.ts'
import type { FormatSyntax } from './syntax.ts'

/** The XML side of a format: its XSD, and canonical form as the form to send. */
export function xmlSyntax(schemaFile: string, format: string, root: Mapping['root']): FormatSyntax {
  const schema = compileSchema(schemaFile)
  return {
    name: 'xml',
    validate(message) {
      if (message instanceof XmlMessage && root.acceptNamespaces.length === 0) message.validate(schema)
      else if (message instanceof XmlMessage || message instanceof CarriedElement)
        checkTree(schema, root, message.root)
      else throw new KhorgosError('SCHEMA_INVALID', `${format} is XML, the message is not`)
    },
    write(tree) {
      const bytes = writeCanonicalBytes(tree, { [root.namespace]: '' })
      checkOutput(schema, format, bytes, tree)
      return {
        bytes: () => bytes,
        get text() {
          return bytes.toString('utf8')
        },
      }
    },
  }
}

/**
 * A part of a larger message, and a message that is not judged as it stands: where the format takes elements outside
 * its namespace (receipts without namespace), the schema sees them inside it. The message itself stays as it was signed.
 */
function checkTree(
  schema: XmlSchema,
  { acceptNamespaces, namespace }: Mapping['root'],
  root: TreeElement,
): void {
  const normalised = acceptNamespaces.length === 0 ? root : inNamespace(root, namespace, acceptNamespaces)
  try {
    schema.checkWritten(writeCanonicalBytes(normalised, { [namespace]: '' }), normalised)
  } catch (error) {
    throw withoutLine(asKhorgosError(error))
  }
}

/** A valid input can still make an invalid output, such as a name longer than the receiver allows. */
function checkOutput(schema: XmlSchema, format: string, bytes: Uint8Array, root: TreeElement): void {
  try {
    schema.checkWritten(bytes, root)
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    if (error.code === 'INTERNAL') throw error
    const sentence = `The message written as ${format} is not valid: ${error.message}`
    throw new KhorgosError('OUTPUT_INVALID', sentence, { place: withoutLine(error).place, cause: thrown })
  }
}

function inNamespace(element: TreeElement, namespace: string, accepted: readonly string[]): TreeElement {
  return {
    ...element,
    namespace: accepted.includes(element.namespace) ? namespace : element.namespace,
    children: element.children.map((child) => inNamespace(child, namespace, accepted)),
  }
}

/** The line belongs to the text we made, not to the bytes anybody else has. */
function withoutLine(error: KhorgosError): KhorgosError {
  const { code, message, place, cause, problems } = error
  return new KhorgosError(code, message, {
    place: place && { path: place.path, ...(place.wcoId !== undefined && { wcoId: place.wcoId }) },
    cause,
    problems: problems.map(withoutLine),
  })
}
