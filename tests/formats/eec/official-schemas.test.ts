import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DECLARATIONS, OFFICIAL, OWN } from './declarations.ts'
import { type Field, fieldsOf } from './xsd-components.ts'

/** Where ours is narrower on purpose: whoever is the declarant must be told in full. */
const NARROWER = /(^|\/)EqualIndicator$/

const leaving = (leftOut: readonly string[]) => (path: string) =>
  leftOut.some((each) => path === each || path.startsWith(`${each}/`))

/** libxml2 takes 12345 under `[0-9]{2}|[0-9]{5}|[0-9]{8}` and 1234567 as well, so that ours say it by nested options. */
const SAID_OTHERWISE: Readonly<Record<string, string>> = {
  [String.raw`\d{2}|\d{4}|\d{6}|\d{8,10}`]: String.raw`\d\d(\d\d(\d\d(\d\d\d?\d?)?)?)?`,
  '[0-9]{2}|[0-9]{5}|[0-9]{8}': '[0-9]{2}([0-9]{3}([0-9]{3})?)?',
  [String.raw`[0-9A-Z]{2,3}|\d{3,4}`]: String.raw`[0-9A-Z][0-9A-Z][0-9A-Z]?|\d\d\d\d`,
  [String.raw`\d{1}|\d{2}|\d{3}|[А-ЯЁ]{1}`]: String.raw`\d\d?\d?|[А-ЯЁ]`,
}

function comparable(field: Field | undefined, path: string): unknown {
  return NARROWER.test(path) ? { ...field, text: undefined } : field
}

function official(field: Field | undefined, path: string): unknown {
  const said = JSON.stringify(comparable(field, path) ?? null, (key, value: unknown) =>
    key === 'pattern' && typeof value === 'string' ? (SAID_OTHERWISE[value] ?? value) : value,
  )
  return JSON.parse(said) as unknown
}

describe('what ours say otherwise', () => {
  it.each(Object.entries(SAID_OTHERWISE))('%s is the same as %s', (theirs, ours) => {
    const digits = Array.from({ length: 13 }, (_, length) => '1'.repeat(length))
    const texts = [...digits, 'A', 'AB', 'A1C', 'ABCD', '1A', 'Я', 'ЯЯ', 'Ё1']
    const taken = (pattern: string) => texts.filter((text) => new RegExp(`^(?:${pattern})$`, 'u').test(text))
    expect(taken(ours)).toEqual(taken(theirs))
  })
})

describe.skipIf(OFFICIAL === undefined)('our schemas say what the official ones say', () => {
  it.each(DECLARATIONS)(
    '$name: elements in their namespaces and order, cardinality, facets, attributes',
    (each) => {
      const theirs = fieldsOf(join(OFFICIAL ?? '', each.official), each.root)
      const own = fieldsOf(join(OWN, `${each.name}.xsd`), each.root)
      const isLeftOut = leaving(each.leftOut)
      expect(own.size).toBeGreaterThan(500)
      expect([...own.keys()]).toEqual([...theirs.keys()].filter((path) => !isLeftOut(path)))
      for (const [path, field] of own)
        expect([path, JSON.parse(JSON.stringify(comparable(field, path)))]).toEqual([
          path,
          official(theirs.get(path), path),
        ])
    },
  )

  it.each(DECLARATIONS)(
    '$name: nothing that is left out is required',
    ({ official: file, root, leftOut }) => {
      const fields = fieldsOf(join(OFFICIAL ?? '', file), root)
      const occurs = leftOut.map((path) => [path, fields.get(path)?.occurs.split('..')[0]])
      expect(occurs).toEqual(leftOut.map((path) => [path, '0']))
    },
  )
})
