import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signedAnswer } from '../evidence/answer-fixture.ts'
import { createParties, trustIn } from '../evidence/bundle-fixture.ts'
import { khorgos } from './command.ts'

describe('khorgos verify of a signed answer', () => {
  let folder: string
  let answer: string
  let trust: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-answer-'))
    answer = join(folder, 'answer.json')
    trust = join(folder, 'trust.json')
    const parties = await createParties()
    writeFileSync(answer, JSON.stringify(signedAnswer(parties), undefined, 2))
    writeFileSync(trust, JSON.stringify(trustIn(parties)))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('says what was asked, what was answered and that it is valid: 0', async () => {
    const { code, stdout } = await khorgos(['verify', answer, '--trust', trust])
    expect(stdout).toContain('certificate-of-origin LA E E26LA0110000318\n')
    expect(stdout).toContain('answered at 2026-11-21T08:30:00.123Z to cn-clearance: confirmed\n')
    expect(stdout).toMatch(/ok {3}answer-signature: [\s\S]*\nVALID\n$/)
    expect(code).toBe(0)
  })

  test('without trust leaves open whose it is: 1', async () => {
    const { code, stdout } = await khorgos(['verify', answer, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: 'not-established',
      index: '9',
      answer: { verdict: 'confirmed' },
    })
    expect(code).toBe(1)
  })

  test('finds one that was changed not valid: 1', async () => {
    const changed = join(folder, 'changed.json')
    const parties = await createParties()
    const file = signedAnswer(parties)
    writeFileSync(changed, JSON.stringify({ ...file, payload: `${file.payload.slice(0, -4)}AAAA` }))
    const { code, stdout } = await khorgos(['verify', changed, '--trust', trust])
    expect(stdout).toContain('NOT VALID')
    expect(code).toBe(1)
  })
})
