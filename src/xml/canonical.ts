import { XmlC14NMode, XmlError, type C14NOptions, type XmlOutputBufferHandler } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'

/** What can be written in canonical form: a document or one of its nodes. */
interface Canonicalizable {
  canonicalize(handler: XmlOutputBufferHandler, options?: C14NOptions): void
}

/**
 * Exclusive canonical form without comments (W3C xml-exc-c14n), UTF-8.
 *
 * @throws KhorgosError XML_FORBIDDEN when there is none. Empty output counts as none: a signature over
 *   nothing would hold for every document ("void canonicalization")
 */
export function canonicalBytes(of: Canonicalizable, nodes: Pick<C14NOptions, 'nodeSet'> = {}): Uint8Array {
  const chunks: Uint8Array[] = []
  try {
    of.canonicalize(collectInto(chunks), {
      mode: XmlC14NMode.XML_C14N_EXCLUSIVE_1_0,
      withComments: false,
      ...nodes,
    })
  } catch (error) {
    if (!(error instanceof XmlError)) throw error
    throw new KhorgosError('XML_FORBIDDEN', 'The message has no canonical form', { cause: error })
  }
  const bytes = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
  if (bytes.length === 0) throw new KhorgosError('XML_FORBIDDEN', 'The canonical form is empty')
  return bytes
}

/** The buffer handed over is a window on WebAssembly memory that moves, so that it is copied at once. */
function collectInto(chunks: Uint8Array[]): XmlOutputBufferHandler {
  return {
    write: (buffer) => {
      chunks.push(buffer.slice())
      return buffer.length
    },
    close: () => true,
  }
}
