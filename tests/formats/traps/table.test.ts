import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/** `docs/traps.md` says where each trap is tested; here it is held to that. */

const ROOT = resolve(import.meta.dirname, '../../..')

/** Number of the trap → the files that its row names. */
const ROWS = new Map(
  [...readFileSync(resolve(ROOT, 'docs/traps.md'), 'utf8').matchAll(/^\| (\d+) (.*)$/gm)].map(
    ([, number = '', row = '']) => [
      Number(number),
      [...row.matchAll(/`(tests\/[^`]+)`/g)].map((found) => found[1] ?? ''),
    ],
  ),
)

describe('the table of traps', () => {
  it('has the eighteen, in their order', () => {
    expect([...ROWS.keys()]).toEqual(Array.from({ length: 18 }, (_, index) => index + 1))
  })

  it.each([...ROWS])(
    'names for trap %i only files with a test of that name, one of them here',
    (number, files) => {
      expect(files).toContainEqual(expect.stringMatching(/^tests\/formats\/traps\//))
      for (const file of files)
        expect([file, readFileSync(resolve(ROOT, file), 'utf8')]).toEqual([
          file,
          expect.stringMatching(new RegExp(`(it|test|describe)[\\s\\S]*\\btrap ${number}\\b`)),
        ])
    },
  )
})
