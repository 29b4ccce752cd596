import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import type { AdditionalDocument } from '../../model/generated/parts.ts'

/** Types of UN 1001 that are certificates of origin: certificate of origin, preference certificate, GSP Form A. */
export const ORIGIN_TYPES: ReadonlySet<string> = new Set(['861', '864', '865'])
/** Of what is named as a certificate of origin without a type. */
const ORIGIN = '861'

/** A paper that a declaration quotes, in the terms of the facts. */
export interface Quoted {
  readonly kind: string
  readonly id: string
}

/** Its papers, those of its lines, and the certificates that its preferences rest on; each as often as it is quoted. */
export function quotedIn(declaration: GoodsDeclaration): readonly Quoted[] {
  const { additionalDocuments = [], originRelations = [], goodsShipment } = declaration
  const papers = [
    ...additionalDocuments,
    ...goodsShipment.goodsItems.flatMap((item) => item.additionalDocuments ?? []),
  ].flatMap(paperOf)
  const named = new Set(papers.filter(({ kind }) => ORIGIN_TYPES.has(kind)).map(({ id }) => id))
  const relations = originRelations.flatMap(({ certificateId }) =>
    certificateId === undefined || named.has(certificateId) ? [] : [{ kind: ORIGIN, id: certificateId }],
  )
  return [...papers, ...relations]
}

/** China's declarations write the agreement before the number of a certificate: `<20>GE26-0001872`. */
const AGREEMENT = /^<\d{2}>/

export function paperOf({ typeCode, id }: AdditionalDocument): readonly Quoted[] {
  if (typeCode === undefined || id === undefined) return []
  return [{ kind: typeCode, id: ORIGIN_TYPES.has(typeCode) ? id.replace(AGREEMENT, '') : id }]
}
