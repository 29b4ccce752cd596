import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { placeOf } from '../xml/place.ts'
import { algorithmByUri, type SignatureAlgorithm } from './algorithms.ts'
import { readBase64 } from './base64.ts'
import { DS, ENVELOPED_SIGNATURE, EXCLUSIVE_C14N, SHA256 } from './xmldsig-names.ts'

/** What a signature claims, once its form is beyond doubt. Nothing here is verified yet. */
export interface SignatureClaim {
  readonly algorithm: SignatureAlgorithm
  /** 32 bytes. */
  readonly digestValue: Uint8Array
  readonly signatureValue: Uint8Array
}

interface Shape {
  readonly attributes: readonly string[]
  /** Accepted sequences of child elements, names separated by a space. */
  readonly content: readonly string[]
  /** A value: text and nothing else. All other elements hold white space only. */
  readonly value?: true
}

/**
 * The one form of signature we accept: enveloped, over the whole document, nothing optional. Every row closes
 * a door that was used somewhere: two SignedInfo (CVE-2025-29774), elements inside values (CVE-2025-29775),
 * HMACOutputLength (CVE-2009-0217), wrapping by Object, several references, transforms that select or compute.
 */
const SHAPES: Readonly<Record<string, Shape>> = {
  Signature: {
    attributes: ['Id'],
    content: ['SignedInfo SignatureValue', 'SignedInfo SignatureValue KeyInfo'],
  },
  SignedInfo: { attributes: ['Id'], content: ['CanonicalizationMethod SignatureMethod Reference'] },
  CanonicalizationMethod: { attributes: ['Algorithm'], content: ['', 'InclusiveNamespaces'] },
  SignatureMethod: { attributes: ['Algorithm'], content: [''] },
  Reference: { attributes: ['Id', 'URI'], content: ['Transforms DigestMethod DigestValue'] },
  Transforms: { attributes: [], content: ['Transform Transform'] },
  Transform: { attributes: ['Algorithm'], content: ['', 'InclusiveNamespaces'] },
  InclusiveNamespaces: { attributes: ['PrefixList'], content: [''] },
  DigestMethod: { attributes: ['Algorithm'], content: [''] },
  DigestValue: { attributes: [], content: [''], value: true },
  SignatureValue: { attributes: ['Id'], content: [''], value: true },
}

/** KeyInfo names no key for us, ever; these may be there for others. RetrievalMethod and its like point elsewhere. */
const KEY_INFO_CONTENT = new Set(['KeyName', 'KeyValue', 'X509Data'])

const SHA256_BYTES = 32

/**
 * Reads the signature of a message whose signature is still in place.
 *
 * @throws KhorgosError SIGNATURE_MISSING, or SIGNATURE_PROFILE saying what was found and where
 */
export function readClaim(root: TreeElement): SignatureClaim {
  const refuse: Refuse = (element, why) => {
    throw new KhorgosError('SIGNATURE_PROFILE', why, { place: placeOf(root, element) })
  }
  const signature = findSignature(root, refuse)
  checkShape(signature, refuse)
  const signedInfo = childOf(signature, 'SignedInfo', refuse)
  requireExclusive(childOf(signedInfo, 'CanonicalizationMethod', refuse), refuse)
  const method = childOf(signedInfo, 'SignatureMethod', refuse)
  const algorithm = algorithmByUri(attribute(method, 'Algorithm'))
  if (algorithm === undefined)
    return refuse(method, `Signature algorithm ${attribute(method, 'Algorithm')} is not allowed`)
  return {
    algorithm,
    digestValue: readReference(childOf(signedInfo, 'Reference', refuse), refuse),
    signatureValue: readValue(childOf(signature, 'SignatureValue', refuse), algorithm.valueBytes, refuse),
  }
}

type Refuse = (element: TreeElement, why: string) => never

/** The only Signature of the whole message, which must be the last child element of the document element. */
function findSignature(root: TreeElement, refuse: Refuse): TreeElement {
  const found: TreeElement[] = []
  collectSignatures(root, found)
  const [signature] = found
  if (signature === undefined)
    throw new KhorgosError('SIGNATURE_MISSING', 'The message carries no ds:Signature')
  if (found.length > 1) refuse(signature, `The message carries ${found.length} signatures, one is allowed`)
  if (root.children.at(-1) !== signature)
    refuse(signature, 'The signature is not the last child of the document element')
  return signature
}

function collectSignatures(element: TreeElement, found: TreeElement[]): void {
  if (element.namespace === DS && element.name === 'Signature') found.push(element)
  for (const child of element.children) collectSignatures(child, found)
}

function checkShape(element: TreeElement, refuse: Refuse): void {
  if (element.name === 'KeyInfo') return checkKeyInfo(element, refuse)
  const shape = SHAPES[element.name]
  if (shape === undefined) return refuse(element, `${element.name} is not allowed here`)
  const content = element.children.map(nameInShape).join(' ')
  if (!shape.content.includes(content))
    refuse(element, `${element.name} holds "${content}", allowed is "${shape.content.join('" or "')}"`)
  const extra = element.attributes.find(
    ({ name, namespace }) => namespace !== '' || !shape.attributes.includes(name),
  )
  if (extra !== undefined) refuse(element, `Attribute ${extra.name} is not allowed here`)
  if (shape.value !== true && /[^ \t\r\n]/.test(element.text)) refuse(element, `${element.name} holds text`)
  for (const child of element.children) checkShape(child, refuse)
}

/** A name from another namespace never equals one in a shape. */
function nameInShape({ name, namespace }: TreeElement): string {
  const expected = name === 'InclusiveNamespaces' ? EXCLUSIVE_C14N : DS
  return namespace === expected ? name : `{${namespace}}${name}`
}

function checkKeyInfo(keyInfo: TreeElement, refuse: Refuse): void {
  const other = keyInfo.children.find((child) => child.namespace !== DS || !KEY_INFO_CONTENT.has(child.name))
  if (other !== undefined) refuse(other, `KeyInfo holds ${other.name}, which is not allowed`)
}

/** Returns the digest value of a reference to the whole document. */
function readReference(reference: TreeElement, refuse: Refuse): Uint8Array {
  const uri = reference.attributes.find(({ name }) => name === 'URI')?.value
  if (uri !== '')
    refuse(
      reference,
      `The reference points to ${uri ?? 'nothing'}; only the whole document (URI="") is allowed`,
    )
  const transforms = childOf(reference, 'Transforms', refuse)
  const [first, second] = transforms.children
  if (first === undefined || second === undefined) return refuse(transforms, 'There are not two transforms')
  if (attribute(first, 'Algorithm') !== ENVELOPED_SIGNATURE || first.children.length > 0) {
    refuse(first, `The first transform is ${attribute(first, 'Algorithm')}, not enveloped-signature`)
  }
  requireExclusive(second, refuse)
  const method = childOf(reference, 'DigestMethod', refuse)
  if (attribute(method, 'Algorithm') !== SHA256)
    refuse(method, `Digest algorithm ${attribute(method, 'Algorithm')} is not allowed`)
  return readValue(childOf(reference, 'DigestValue', refuse), SHA256_BYTES, refuse)
}

/** Exclusive C14N without comments; a PrefixList would let context in that the canonical form is there to keep out. */
function requireExclusive(element: TreeElement, refuse: Refuse): void {
  const uri = attribute(element, 'Algorithm')
  if (uri !== EXCLUSIVE_C14N) refuse(element, `${element.name} ${uri} is not exclusive C14N without comments`)
  const [inclusive] = element.children
  if (inclusive !== undefined && attribute(inclusive, 'PrefixList').trim() !== '')
    refuse(inclusive, 'A PrefixList is not allowed')
}

function readValue(element: TreeElement, length: number | undefined, refuse: Refuse): Uint8Array {
  const bytes = readBase64(element.text) ?? refuse(element, `${element.name} is not canonical base64`)
  if (length !== undefined && bytes.length !== length) {
    refuse(element, `${element.name} has ${bytes.length} bytes, ${length} are expected`)
  }
  return bytes
}

function childOf(parent: TreeElement, name: string, refuse: Refuse): TreeElement {
  return parent.children.find((child) => child.name === name) ?? refuse(parent, `${name} is missing`)
}

/** '' when absent, which no check here takes for a value. */
function attribute(element: TreeElement, name: string): string {
  return element.attributes.find((each) => each.name === name)?.value ?? ''
}
