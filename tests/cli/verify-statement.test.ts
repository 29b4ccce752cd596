import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signedAnswer, signedWriteOff } from '../evidence/statement-fixture.ts'
import { createParties, trustIn } from '../evidence/bundle-fixture.ts'
import { khorgos } from './command.ts'

describe('khorgos verify of a signed statement', () => {
  let folder: string
  let answer: string
  let writeOff: string
  let trust: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-answer-'))
    answer = join(folder, 'answer.json')
    writeOff = join(folder, 'write-off.json')
    trust = join(folder, 'trust.json')
    const parties = await createParties()
    writeFileSync(answer, JSON.stringify(signedAnswer(parties), undefined, 2))
    writeFileSync(writeOff, JSON.stringify(signedWriteOff(parties, { example: 1 })))
    writeFileSync(trust, JSON.stringify(trustIn(parties)))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('says what was asked, what was answered and that it is valid: 0', async () => {
    const { code, stdout } = await khorgos(['verify', answer, '--trust', trust])
    expect(stdout).toContain('certificate-of-origin LA E E26LA0110000318\n')
    expect(stdout).toContain('answered at 2026-11-21T08:30:00.123Z to cn-clearance: confirmed\n')
    expect(stdout).toMatch(
      /ok {3}statement-signature: [\s\S]*\nThe file is VALID: the gateway said this\. The answer is CONFIRMED\.\n$/,
    )
    expect(code).toBe(0)
  })

  test('says what was written off, by whom, and that it is valid: 0', async () => {
    const { code, stdout } = await khorgos(['verify', writeOff, '--trust', trust])
    expect(stdout.split('\n').slice(1, 4)).toEqual([
      'write-off 0193e0b1-5a20-7c44-8d11-2b3c4d5e6f70: certificate-of-origin LA E E26LA0110000318',
      'used at 2026-11-23T02:10:00.000Z by cn-clearance under CLR-940220261000000123-1',
      'line 1, quantity: 0 KGM reserved, 11800 KGM used',
    ])
    expect(stdout).toMatch(/ok {3}record: record 9 says the same of the write-off\n[\s\S]*\nVALID\n$/)
    expect(code).toBe(0)
    const { stdout: json } = await khorgos(['verify', writeOff, '--trust', trust, '--json'])
    expect(JSON.parse(json)).toMatchObject({ verdict: 'valid', index: '9', writeOff: { state: 'used' } })
    expect(JSON.parse(json)).not.toHaveProperty('answer')
  })

  test('says of a reservation that it ended by itself, and when: 0', async () => {
    const file = join(folder, 'ended.json')
    writeFileSync(file, JSON.stringify(signedWriteOff(await createParties(), { example: 3 })))
    const { stdout } = await khorgos(['verify', file])
    expect(stdout).toContain(
      'released at 2026-12-01T10:00:00.730Z by the gateway (RESERVATION_ENDED), reserved by cn-clearance under CLR-940220261000000123-1 until 2026-12-01T10:00:00.000Z\n',
    )
  })

  test('finds a write-off of another amount than its record not valid: 1', async () => {
    const file = join(folder, 'other.json')
    const parties = await createParties()
    const other = signedWriteOff(parties, {
      writeOff: (said) => ({
        ...said,
        lines: said.lines.map((line) => ({ ...line, posted: { reserved: '1', used: '0' } })),
      }),
    })
    writeFileSync(file, JSON.stringify(other))
    const { code, stdout } = await khorgos(['verify', file])
    expect(stdout).toContain('it has another reserved amount of line 1 (quantity) (EVIDENCE_INVALID)')
    expect(stdout).toContain('NOT VALID')
    expect(code).toBe(1)
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
