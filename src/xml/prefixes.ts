import { KhorgosError } from '../errors.ts'
import type { TreeElement } from '../model/tree.ts'
import { requireName } from './characters.ts'

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace'

/** Which prefix a namespace is written with, the same one throughout a message. */
export interface Prefixes {
  /** '' for no prefix: the default namespace, or no namespace. */
  ofElement(namespace: string): string
  /** Never '': an attribute without prefix is in no namespace (XML Namespaces 1.0 section 6.2). */
  ofAttribute(namespace: string): string
}

/**
 * Settles the prefixes of a message: those asked for, then '' for the root's own namespace, then `ns1`, `ns2` …
 * in the order in which namespaces turn up.
 *
 * @throws KhorgosError OUTPUT_INVALID when a prefix is asked for twice, or is no name, or is reserved
 */
export function choosePrefixes(root: TreeElement, asked: Readonly<Record<string, string>>): Prefixes {
  const byNamespace = new Map(Object.entries(asked))
  checkAsked(byNamespace, root)
  if (!byNamespace.has(root.namespace)) byNamespace.set(root.namespace, '')
  byNamespace.set('', '')
  byNamespace.set(XML_NAMESPACE, 'xml')
  const taken = new Set(byNamespace.values())
  const generated = new Map<string, string>()
  const generate = (namespace: string): string => {
    const prefix = generated.get(namespace) ?? freePrefix(taken)
    generated.set(namespace, prefix)
    return prefix
  }
  return {
    ofElement: (namespace) => byNamespace.get(namespace) ?? generate(namespace),
    ofAttribute: (namespace) => byNamespace.get(namespace) || generate(namespace),
  }
}

function freePrefix(taken: Set<string>): string {
  let number = 1
  while (taken.has(`ns${number}`)) number += 1
  taken.add(`ns${number}`)
  return `ns${number}`
}

function checkAsked(asked: ReadonlyMap<string, string>, root: TreeElement): void {
  const path = `/${root.name}`
  const prefixes = [...asked.values()].filter((prefix) => prefix !== '')
  for (const prefix of prefixes) {
    requireName(prefix, () => path)
    if (/^xml/i.test(prefix))
      throw refused(`Prefix ${prefix} is reserved (XML Namespaces 1.0, section 3)`, path)
  }
  if (new Set(prefixes).size < prefixes.length) throw refused('One prefix is asked for two namespaces', path)
  if ((asked.get('') ?? '') !== '') throw refused('No namespace cannot have a prefix', path)
}

function refused(message: string, path: string): KhorgosError {
  return new KhorgosError('OUTPUT_INVALID', message, { place: { path } })
}
