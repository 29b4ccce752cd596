import { XmlAttribute, XmlCData, XmlComment, XmlDocument, XmlElement, XmlText } from 'libxml2-wasm'

/** V8 looks at a property load after a few runs; this is more than enough and takes microseconds. */
const LOADS = 100

/**
 * Makes the node wrappers of libxml2-wasm as fast as other classes; without it a walk takes about five times as
 * long (measured on Node 20.20).
 *
 * Their decorators leave the constructors with dictionary maps. V8 then tries to compile every
 * function that constructs a node, finds the map unstable at the very end, discards the code and starts
 * again, for ever ("StableMapDependency"). Reading a property of a constructor a few times through an inline
 * cache turns its map into a fast and stable one. Nothing observable changes; if a later V8 or release of the
 * library makes this needless, `tests/xml/parse-speed.test.ts` stays green without it.
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
