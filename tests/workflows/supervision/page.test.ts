import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Content {
  readonly roles: Readonly<Record<string, string>>
  readonly states: Readonly<Record<string, unknown>>
  readonly events: Readonly<Record<string, { readonly by: string }>>
}

const page = readFileSync('docs/joint-supervision.md', 'utf8')

describe.each(['exit', 'entry'])('the page for border officers, about the %s', (side) => {
  const file = `joint-supervision-${side}.workflow.yaml`
  const content: Content = parse(readFileSync(`schemas/workflows/${file}`, 'utf8'))

  test('has every state that a case can come to', () => {
    const states = Object.keys(content.states).filter((state) => state !== 'unopened')
    expect(states.length).toBeGreaterThan(8)
    expect(states.filter((state) => !new RegExp(`(?<![\\w-])${state}(?![\\w-])`).test(page))).toEqual([])
  })

  test('has every act, and links the definition', () => {
    const acts = Object.entries(content.events).flatMap(([name, { by }]) => (by === 'act' ? [name] : []))
    expect(acts.length).toBeGreaterThan(3)
    expect(acts.filter((act) => !page.includes(`*${act}*`))).toEqual([])
    expect(page).toContain(file)
  })
})
