import { XmlAttribute, XmlCData, XmlComment, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm'

/** V8 looks at a property load after a few runs; this is more than enough and takes microseconds. */
const LOADS = 100

/**
 * Makes the node wrappers of libxml2-wasm as fast as other classes: a walk by them takes about five times as long
 * without it (measured on Node 20.20). Messages are walked without them (`memory.ts`); they find the signature of a
 * message and read schemas.
 *
 * Their decorators leave the constructors with dictionary maps. V8 then tries to compile every
 * function that constructs a node, finds the map unstable at the very end, discards the code and starts
 * again, for ever ("StableMapDependency"). Reading a property of a constructor a few times through an inline
 * cache turns its map into a fast and stable one. Nothing observable changes.
 */
export function settleNodeClasses(): void {
  const classes: readonly { readonly length: number }[] = [
    XmlAttribute,
    XmlCData,
    XmlComment,
    XmlDocument,
    XmlElement,
    XmlText,
  ]
  for (let load = 0; load < LOADS; load++) classes.forEach(readLength)
}

function readLength(constructor: { readonly length: number }): number {
  return constructor.length
}
