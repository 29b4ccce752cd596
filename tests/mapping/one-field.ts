import type { CodeList } from '../../src/model/code-list.ts'
import type { Mapping } from '../../src/mapping/load.ts'
import { mapping } from './workshop.ts'

/** A format of one field with a real list; its rows stand in a file of the test. */
export function oneField(list: CodeList): Mapping {
  const rows = list.rows.map(({ hub, partner, direction, from, to }) =>
    [hub, partner, direction, from.replace('0000-00-00', ''), to.replace('9999-99-99', ''), ''].join(),
  )
  return mapping({
    codes: { [list.name]: `${rows.join('\n')}\n` },
    rules: `- { at: A, is: trip.kind, code: ${list.name} }`,
  })
}
