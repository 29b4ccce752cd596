import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'

const MONGOLIA = 'cn-mn-load-checklist.yaml'

/** The arrangements as they are, but for one file. */
function withFile(name: string, change: (text: string) => string): () => unknown {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-arrangements-'))
  for (const part of ['workflows', 'canonical/codes'])
    cpSync(join('schemas', part), join(folder, part), { recursive: true })
  const file = join('workflows/arrangements', name)
  const before = readFileSync(join('schemas', file), 'utf8')
  const after = change(before)
  expect(after).not.toBe(before)
  writeFileSync(join(folder, file), after)
  return () => loadArrangements(folder, loadCalendars(folder))
}

test('the arrangements of the repository are those with Mongolia and Kazakhstan, each office with its calendar', () => {
  const arrangements = loadArrangements('schemas', loadCalendars('schemas'))
  expect(
    arrangements.map(({ id, sides }) => [id, sides.map(({ country, letter }) => `${country} ${letter}`)]),
  ).toEqual([
    ['cn-kz-load-checklist', ['CN C', 'KZ K']],
    ['cn-mn-load-checklist', ['CN C', 'MN M']],
  ])
})

describe('an arrangement is refused at the start, with file and line,', () => {
  test.each<[string, (text: string) => string, string]>([
    [
      'with a tolerance of seals',
      (text) => text.replace('[weighbridge]', '[seals]'),
      `${MONGOLIA}:20: tolerances.2.measures.0`,
    ],
    [
      'with a rule that bears nothing said',
      (text) => text.replace(/    percent: '0.1'\n/, ''),
      'has to say absolute or percent',
    ],
    [
      'with a rule that leaves open what counts',
      (text) => text.replace("absolute: '20', whichever: greater", "absolute: '20'"),
      `${MONGOLIA}:19: the rule total-mass has to say whichever`,
    ],
    [
      'with one rule twice',
      (text) => text.replace('id: total-mass', 'id: line-mass'),
      `${MONGOLIA}:19: the rule line-mass stands here twice`,
    ],
    [
      'with a tolerance that is no decimal',
      (text) => text.replace("absolute: '20'", "absolute: '-20'"),
      'must match pattern',
    ],
    [
      'with an office without calendar',
      (text) => text.replace("office: '1202'", "office: '1209'"),
      `${MONGOLIA}:16: there is no calendar of the office MN 1209`,
    ],
    [
      'with a crossing that is not there',
      (text) => text.replace('CN151101', 'CN000000'),
      'there is no crossing CN000000',
    ],
    [
      'with one letter for both sides',
      (text) => text.replace('letter: M', 'letter: C'),
      'have to differ in country and letter',
    ],
    [
      'with one number for two offices',
      (text) => text.replace("district: '0708'", "district: '0705'"),
      'gives numbers C..0705 too',
    ],
    [
      'under a wrong name',
      (text) => text.replace('id: cn-mn-', 'id: cn-mo-'),
      `the arrangement cn-mo-load-checklist is not ${MONGOLIA}`,
    ],
  ])('%s', (_, change, message) => {
    expect(withFile(MONGOLIA, change)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(message) }),
    )
  })
})
