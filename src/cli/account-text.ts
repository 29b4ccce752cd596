import type { accountBody } from '../api/cargo-body.ts'

type Body = ReturnType<typeof accountBody>
type Finding = Body['findings'][number]

/** An account for people, a line for each thing. */
export function accountText({ trip, title, since, documents, expected, findings, keys }: Body): string {
  return `${[
    `Trip ${trip}${title === undefined ? '' : `: ${title}`}${since === undefined ? '' : `, since ${since}`}`,
    ...keys.map((each) => `  ${each.key} ${each.value} (${each.papers.join(', ')})`),
    'Papers:',
    ...documents.map(documentText),
    ...(expected.length === 0 ? [] : ['Not here yet:']),
    ...expected.map(
      ({ papers, until, missing }) =>
        `  ${papers.join(' or ')}, ${missing ? 'missing since' : 'expected until'} ${until}`,
    ),
    findings.length === 0 ? 'Nothing is wrong.' : 'Wrong:',
    ...findings.map(findingText),
  ].join('\n')}\n`
}

function documentText({ paper, number, standing, editions, figures }: Body['documents'][number]): string {
  const whole = figures
    .filter(({ bill }) => bill === undefined)
    .map(({ measure, value, unit, weighed }) => `${measure} ${value} ${unit}${weighed ? ' (weighed)' : ''}`)
  const newest = editions.at(-1)
  const status = newest?.status === undefined ? [] : [newest.status]
  const records = `record ${editions.map(({ record }) => record).join(', ')}`
  return `  ${[[paper, number ?? []].flat().join(' '), standing, ...status, ...whole, records].join(', ')}`
}

/** One finding, for people. */
export function findingText(finding: Omit<Finding, 'title'> & { readonly title?: string }): string {
  const { code, title, rule, about, measure, one, other, difference, papers, until, trips } = finding
  const place = (side: typeof one): string =>
    [
      ...(side?.told ?? []).map((each) => `${each.paper} ${each.path}, record ${each.record}`),
      ...(side?.more === undefined ? [] : [`${side.more} places more`]),
    ].join('; ')
  const sides = [one, other].flatMap((side) =>
    side === undefined
      ? []
      : [`${side.value}${side.unit === undefined ? '' : ` ${side.unit}`} (${place(side)})`],
  )
  return `  ${[
    `${code} ${rule}${about === undefined ? '' : ` of ${about}`}${title === undefined ? '' : `: ${title}`}`,
    ...(papers === undefined ? [] : [`${papers.join(' or ')}, until ${until ?? ''}`]),
    ...(measure === undefined
      ? []
      : [`${measure}${difference === undefined ? '' : `, ${difference} apart`}`]),
    ...(sides.length === 0 ? [] : [sides.join(' against ')]),
    ...(trips === undefined ? [] : [trips.join(', ')]),
  ].join('; ')}`
}
