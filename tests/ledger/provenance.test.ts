import { describe, expect, test } from 'vitest'
import { checksOf, type CheckResult } from '../../src/ledger/checks/checks.ts'
import type { Fact, FactContent, PaperReading, Provenance } from '../../src/ledger/facts/fact.ts'
import { provenanceOf } from '../../src/ledger/facts/provenance.ts'
import { paperSuccession } from '../../src/ledger/facts/paper-succession.ts'
import { succession } from '../../src/ledger/facts/succession.ts'
import { KINDS } from '../../src/ledger/kinds.ts'
import { seenBy } from '../../src/ledger/questions/seen.ts'
import {
  DECLARATION_QUESTION,
  DECLARATION_RULE,
  declarationFact,
  declarationReading,
  factOf,
  MESSAGE,
  QUESTION,
  RULE,
  untouched,
} from './facts.ts'

const [LOST, GOOD] = ['aa'.repeat(32), 'bb'.repeat(32)]
const compromised = new Map([[LOST, new Date('2026-01-01T00:00:00Z')]])
const stolen = { keyId: LOST }
const message = (keyId: string): Provenance => ({ ...MESSAGE, keyId })
const declaring = (keyId = GOOD) => ({
  source: 'la-customs',
  issue: DECLARATION_RULE,
  message: message(keyId),
  newSeed: () => 'ab'.repeat(16),
})
const replying = (keyId = GOOD) => ({ ...declaring(keyId), issue: RULE })

/** The fact that contents become which a message brought, signed with that key. */
function entered([content]: readonly FactContent[], before: Fact, keyId = GOOD): Fact {
  if (content === undefined) throw new Error('nothing new')
  const { exchange, basis, knownAt } = message(keyId)
  const { position } = before
  return {
    ...before,
    position: position + 1n,
    exchange,
    keyId,
    basis: BigInt(basis),
    knownAt: new Date(knownAt),
    content,
  }
}

function said(
  event: 'issued' | 'amended' | 'released',
  before: Fact,
  change: Partial<FactContent> = {},
  keyId = GOOD,
) {
  const reading = declarationReading(event, change)
  return entered(
    succession(reading, { document: before, predecessor: undefined }, declaring(keyId)),
    before,
    keyId,
  )
}

function authentic(fact: Fact, question = DECLARATION_QUESTION): CheckResult | undefined {
  const { fact: seen, paper } = seenBy(question, KINDS[fact.content.key.kind], fact)
  const at = new Date('2026-11-25T00:00:00Z')
  const grounds = {
    fact: seen,
    paper,
    base: undefined,
    issue: RULE,
    compromised,
    standingOf: untouched(seen),
  }
  return checksOf({ ...grounds, question, at }).find(({ check }) => check === 'authentic')
}

const LOST_IT = { result: 'not-established', reason: 'KEY_COMPROMISED' }

describe('contents that a lost key has signed', () => {
  const forged = declarationFact({}, stolen)

  test('stay not established, whatever news comes after by another key', () => {
    const released = said('released', forged, { releaseDay: '2026-11-23' })
    const again = said('released', released, { releaseDay: '2026-11-24' })
    for (const fact of [forged, released, again]) expect(authentic(fact)).toMatchObject(LOST_IT)
    expect(provenanceOf(again)).toEqual([...provenanceOf(forged), { ...message(GOOD), of: 'release' }])
  })

  test('are good again when the issuer states the document anew', () => {
    const amended = said('amended', forged, { plates: ['777ABC02'] })
    expect(authentic(amended)).toMatchObject({ result: 'pass' })
    expect(amended.content).not.toHaveProperty('provenance')
  })

  test('stay not established when the issuer amends a part of them', () => {
    const line = { line: 1, bill: 'B-1' }
    const manifest = declarationFact({ lines: [line, { line: 2, bill: 'B-2' }] }, stolen)
    const reading = {
      ...declarationReading('amended', { lines: [{ ...line, hs: '110814' }] }),
      part: true as const,
    }
    const before = { document: manifest, predecessor: undefined }
    const amended = entered(succession(reading, before, declaring()), manifest)
    expect(provenanceOf(amended)).toEqual([...provenanceOf(manifest), message(GOOD)])
    expect(authentic(amended)).toMatchObject(LOST_IT)
  })

  test('are not established by a reply about another paper', () => {
    const certificate = factOf({}, stolen)
    const held = { exporter: 'Somebody Else', invoice: 'X-1' }
    const { key } = certificate.content
    const disowned: PaperReading = { key, event: 'disowned', paper: { said: 'disowned', held } }
    const fact = entered(paperSuccession(disowned, certificate, replying()), certificate)
    expect(authentic(fact, QUESTION)).toMatchObject(LOST_IT)
  })
})

describe('news that a lost key has signed', () => {
  test('leaves open what stands until another key has the last word', () => {
    const forged = said('released', declarationFact(), { releaseDay: '2026-11-23' }, LOST)
    expect(authentic(forged)).toMatchObject(LOST_IT)
    expect(authentic(said('released', forged, { releaseDay: '2026-11-24' }))).toMatchObject({
      result: 'pass',
      detail: `signed by la-customs with key ${'3f'.repeat(32)} and ${GOOD}`,
    })
  })

  test('is known by its key as long as the day of release is its own', () => {
    const forged = said('released', declarationFact(), { releaseDay: '2026-11-23' }, LOST)
    const amended = said('amended', forged, { plates: ['777ABC02'] })
    expect(amended.content).toMatchObject({ releaseDay: '2026-11-23' })
    expect(authentic(amended)).toMatchObject(LOST_IT)
    expect(authentic(said('amended', amended, { plates: ['888ABC02'] }))).toMatchObject(LOST_IT)
  })
})

describe('papers', () => {
  const held = {
    exporter: 'Tuayang Export Co., Ltd.',
    consignee: 'Kunming Shili Import and Export Co., Ltd.',
  }
  const others = { exporter: 'Somebody Else', consignee: 'Nobody' }
  const { key } = factOf().content
  const reply = (stated: typeof held, before: Fact | undefined, keyId: string): Fact => {
    const confirmed: PaperReading = { key, event: 'confirmed', paper: { said: 'confirmed', held: stated } }
    return entered(paperSuccession(confirmed, before, replying(keyId)), before ?? factOf(), keyId)
  }

  test('have each the key of the reply that confirmed it', () => {
    const both = reply(others, reply(held, undefined, LOST), GOOD)
    expect(authentic(both, { ...QUESTION, held })).toMatchObject(LOST_IT)
    expect(authentic(both, { ...QUESTION, held: others })).toMatchObject({ result: 'pass' })
    expect(provenanceOf(both).map(({ keyId }) => keyId)).toEqual([LOST, GOOD])
  })
})

test('a fact that names no other message is that of its own', () => {
  const { exchange, keyId, basis, knownAt } = factOf()
  expect(provenanceOf(factOf())).toEqual([
    { exchange, keyId, basis: basis.toString(), knownAt: knownAt.toISOString() },
  ])
})
