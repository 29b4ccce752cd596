import { asKhorgosError, KhorgosError } from '../errors.ts'
import type { Format, Formats } from '../formats/catalogue.ts'
import type { TreeElement } from '../model/tree.ts'

/**
 * The format of a message among those its sender agreed on: the agreement also tells formats of the same root apart.
 * @param agreed format ids
 * @throws KhorgosError FORMAT_NOT_AGREED for a format that we know and the sender may not use here; FORMAT_UNKNOWN,
 * FORMAT_AMBIGUOUS
 */
export function agreedFormat(formats: Formats, root: TreeElement, agreed: readonly string[]): Format {
  try {
    return formats.recognise(root, agreed)
  } catch (thrown) {
    if (asKhorgosError(thrown).code !== 'FORMAT_UNKNOWN') throw thrown
    const id = formats.recogniseId(root)
    throw new KhorgosError('FORMAT_NOT_AGREED', `The agreement does not cover ${id} here.`)
  }
}
