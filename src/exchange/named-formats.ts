import type { Partner } from '../partners/partner.ts'

/** Every format that the agreement of a partner names: what it sends, what others' routes send it, its answers. */
export function namedFormats(partner: Partner, all: Iterable<Partner>): readonly string[] {
  const { sends, routes, acknowledgements } = partner.agreement
  const received = [...all].flatMap(({ agreement }) =>
    agreement.routes.filter(({ to }) => to === partner.id).map((route) => route.as),
  )
  return [
    ...new Set([
      ...sends,
      ...routes.map((route) => route.as),
      ...received,
      ...acknowledgements.map(({ format }) => format),
    ]),
  ]
}
