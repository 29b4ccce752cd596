import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Notice } from '../../src/model/generated/verification/notice.ts'
import { collected } from '../harness/collected.ts'
import { DATABASES } from '../harness/databases.ts'
import { formE, numberOf } from '../harness/origin.ts'
import { useGateway } from '../harness/use-gateway.ts'
import { findings, refused } from './agency.ts'
import { QUESTION } from './facts.ts'
import { kilograms, requestOf } from './write-off-desk.ts'

const AGENCY = 'cn-clearance'
const PATIENCE_MS = 60_000

describe.each(DATABASES)('an issuer that has lost its key, on the %s database,', (kind) => {
  const site = useGateway(kind)

  const issue = async () => {
    const form = formE(site().trip())
    return { ...(await site().sender('la-customs').submit(form)), number: numberOf(form) }
  }
  const ask = async (number: string): Promise<Answer> =>
    (
      await site()
        .agency(AGENCY)
        .ask({ ...QUESTION, number })
    ).statement
  /** States in its file that its key is compromised since then, and starts again. */
  const lose = async (since: Date): Promise<void> => {
    const file = join(site().config.partnersFolder, 'la-customs.yaml')
    const text = readFileSync(file, 'utf8')
    const stated = text.replace(
      /- file: la-customs\.sign\.crt|- \{ file: la-customs\.sign\.crt.*\}/,
      `- { file: la-customs.sign.crt, compromised: ${since.toISOString().replace(/\.\d+Z$/, 'Z')} }`,
    )
    if (stated === text) throw new Error('the file has no such key')
    writeFileSync(file, stated)
    await site().restart()
  }
  const notices = async (): Promise<readonly Notice[]> =>
    (await collected(site().agency(AGENCY).notices())).map(({ statement }) => statement)

  test('speaks no more by it, and everybody is told who believed what it said since', async () => {
    const early = await issue()
    const believed = await ask(early.number)
    await sleep(1_100)
    const since = new Date()
    await sleep(1_100)
    const late = await issue()
    const fooled = await ask(late.number)
    expect([believed, fooled].map(({ verdict }) => verdict)).toEqual(['confirmed', 'confirmed'])
    await lose(since)

    expect((await issue()).code).toBe('SIGNER_COMPROMISED')
    for (const limit = Date.now() + PATIENCE_MS; (await notices()).length === 0; await sleep(50))
      if (Date.now() > limit) throw new Error('nobody was told')
    const expected = [
      {
        about: { verification: fooled.verification },
        kind: 'recalled',
        reason: 'KEY_COMPROMISED',
        fact: expect.any(String),
      },
    ]
    expect(await notices()).toMatchObject(expected)

    const now = await ask(late.number)
    expect(now.verdict).toBe('not-established')
    expect(findings(now)).toContain('authentic not-established KEY_COMPROMISED')
    expect((await ask(early.number)).verdict).toBe('confirmed')
    const request = requestOf('W-1', { number: late.number, lines: [kilograms('1')] })
    expect((await refused(site().agency(AGENCY).writeOff(request))).code).toBe('DOCUMENT_NOT_ESTABLISHED')

    await site().restart()
    await sleep(3_000)
    expect(await notices()).toMatchObject(expected)
    expect(await notices()).toHaveLength(1)
    const { problems } = await site().gateway.log.fsck(() => undefined)
    expect(problems).toEqual([])
  })

  test('has lost it earlier than it thought: who believed it before is told too', async () => {
    const told = (await notices()).length
    await lose(new Date(Date.now() - 3_600_000))
    for (const limit = Date.now() + PATIENCE_MS; (await notices()).length === told; await sleep(50))
      if (Date.now() > limit) throw new Error('nobody was told')
    expect(new Set((await notices()).map(({ reason }) => reason))).toEqual(new Set(['KEY_COMPROMISED']))
  })
})
