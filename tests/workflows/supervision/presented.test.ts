import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadPartners } from '../../../src/partners/load.ts'
import { makeSandboxKeys } from '../../../src/sandbox/keys.ts'
import { readSigningKey, type SigningKey } from '../../../src/trust/keys.ts'
import { loadCalendars } from '../../../src/workflows/calendar/load.ts'
import type { CheckCode } from '../../../src/workflows/cases/desk.ts'
import { loadArrangements } from '../../../src/workflows/checklist/load-arrangements.ts'
import { presentedChecker } from '../../../src/workflows/supervision/presented.ts'
import { mongolianCode } from '../checklist/truck.ts'

const NUMBER = 'M26120100045'
const ABOUT = { key: NUMBER, office: '0705' }

describe('the code that a driver from Mongolia shows', () => {
  const certificates = mkdtempSync(join(tmpdir(), 'khorgos-presented-'))
  const now = new Date()
  const arrangements = loadArrangements('schemas', loadCalendars('schemas'))
  let check: CheckCode
  beforeAll(async () => {
    await makeSandboxKeys(certificates, now)
    const partners = loadPartners({ partners: 'partners', certificates, schemas: 'schemas' })
    check = presentedChecker({ country: 'CN', arrangements, partners })
  })
  afterAll(() => rmSync(certificates, { recursive: true, force: true }))

  const signer = (id: string): SigningKey => {
    const pem = (ending: string) => readFileSync(join(certificates, `${id}.sign.${ending}`), 'utf8')
    return readSigningKey(pem('key'), pem('crt'), id)
  }
  const code = (number = NUMBER, by = 'mn-customs', at = now) => mongolianCode(signer(by), number, at)

  test('is good at the office of its crossing', () => {
    expect(check(code(), ABOUT, now)).toEqual({ signer: signer('mn-customs').keyId })
  })

  /** One character within the signature is another one: A, or B where it was that. */
  const changed = (): string => {
    const text = code()
    const [before, at] = [text.slice(0, -100), text.slice(-100, -98)]
    return `${before}${at === '20' ? '21' : '20'}${text.slice(-98)}`
  }

  const DAY_MS = 86_400_000
  test.each<[string, () => string, Partial<typeof ABOUT>, string]>([
    ['is none of ours', () => 'x', {}, 'PRESENTATION_INVALID'],
    ['was changed by a digit', changed, {}, 'SIGNATURE_INVALID'],
    ['somebody else has signed', () => code(NUMBER, 'cn-eport'), {}, 'SIGNER_UNKNOWN'],
    [
      'is over',
      () => code(NUMBER, 'mn-customs', new Date(now.getTime() - 2 * DAY_MS)),
      {},
      'PRESENTATION_EXPIRED',
    ],
    ['is of another list', () => code('M26120100046'), {}, 'PRESENTATION_FOREIGN'],
    ['is of another crossing', () => code(), { office: '0708' }, 'PRESENTATION_FOREIGN'],
    ['is of a number of ours', () => code('C26070500045'), { key: 'C26070500045' }, 'PRESENTATION_FOREIGN'],
    ['is shown where no list crosses', () => code(), { office: '9402' }, 'PRESENTATION_FOREIGN'],
  ])('is refused when it %s', (_what, text, about, expected) => {
    expect(check(text(), { ...ABOUT, ...about }, now)).toMatchObject({
      code: expected,
      place: { path: '/data/code' },
    })
  })
})
