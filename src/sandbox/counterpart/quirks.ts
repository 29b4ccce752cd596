import type { TreeElement } from '../../model/tree.ts'
import { signEnveloped } from '../../trust/xmldsig-sign.ts'
import type { SigningKey } from '../../trust/keys.ts'
import { writeCanonical } from '../../xml/write.ts'

/**
 * The two ways in which real receipts of the road manifest family break their own namespace, as the published
 * receipts show them: business receipts have none at all, technical ones have a bare root over `ns2:` children.
 */
export type Quirk = 'no-namespace' | 'bare-root'

const SCHEMA_INSTANCE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'

/**
 * Writes and signs a receipt with its quirk.
 * @param root the receipt in its proper namespace
 */
export function signQuirky(root: TreeElement, quirk: Quirk, key: SigningKey): Uint8Array {
  const { namespace } = root
  switch (quirk) {
    case 'no-namespace': {
      const { bytes } = signEnveloped(writeCanonical(inNamespace(root, '')), key)
      return declareOnRoot(bytes, root.name, SCHEMA_INSTANCE)
    }
    case 'bare-root': {
      const bare = { ...root, namespace: '' }
      const { bytes } = signEnveloped(writeCanonical(bare, { [namespace]: 'ns2' }), key)
      return declareOnRoot(without(bytes, ` xmlns:ns2="${namespace}"`), root.name, `xmlns:ns2="${namespace}"`)
    }
  }
}

function inNamespace(element: TreeElement, namespace: string): TreeElement {
  return { ...element, namespace, children: element.children.map((child) => inNamespace(child, namespace)) }
}

/**
 * Moves a declaration to where the published receipts have it, after signing: exclusive canonicalization (section
 * 3) writes a declaration where it is used, wherever it stood, so the signature does not see the difference.
 */
function declareOnRoot(bytes: Uint8Array, root: string, declaration: string): Uint8Array {
  const text = Buffer.from(bytes).toString('utf8')
  return Buffer.from(text.replace(`<${root}>`, `<${root} ${declaration}>`))
}

function without(bytes: Uint8Array, declaration: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('utf8').replaceAll(declaration, ''))
}
