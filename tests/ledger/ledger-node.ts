import type { Committed } from '../../src/exchange/commit.ts'
import { NOTHING } from '../../src/exchange/changes.ts'
import type { Changes } from '../../src/exchange/unit.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import type { Reading } from '../../src/ledger/facts/fact.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import type { Answer } from '../../src/model/generated/verification/answer.ts'
import type { Question } from '../../src/model/generated/verification/question.ts'
import type { Database } from '../../src/store/database.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { v7 as uuidv7 } from 'uuid'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { partnerWith } from '../exchange/partner.ts'
import { taking } from '../exchange/units.ts'
import { testSigner } from '../trust/signers.ts'
import { RULE } from './facts.ts'

type Unit = Changes<LedgerEntry>

/** The ledger over a database without doors: what is handed in at once shares a batch. */
export interface LedgerNode extends Node<LedgerEntry, LedgerResult> {
  /** A message that was accepted and says this of a document. */
  saying(...readings: readonly Reading[]): Unit
  asking(question: Question): Unit
  /** @returns the answers among the results, in order */
  commit(...units: readonly Unit[]): Promise<Answer[]>
}

const AGENCY = {
  ...partnerWith({
    asks: [
      {
        kind: RULE.kind,
        issuers: ['LA', 'KH'],
        purposes: ['preferential-duty'],
        shows: ['validity', 'lines', 'parties'],
        writesOff: [],
        inquires: false,
      },
    ],
  }),
  id: 'agency',
}
/** It vouches for two countries, so that one certificate can be built on another's. */
const SOURCE = {
  ...partnerWith({ issues: [RULE, { ...RULE, issuer: 'KH', number: /^E\d{2}KH\d{10}$/ }] }),
  id: 'kz',
}

/** Every batch of it is a minute after the one before. */
export async function openLedgerNode(database: Database, folder: string): Promise<LedgerNode> {
  await clear(database)
  const signer = newSigner()
  const { signing } = await testSigner('ec-p256')
  const partners = new Map([SOURCE, AGENCY].map((partner) => [partner.id, partner]))
  const { participant } = createLedger({ partners, signingKey: signing, log: signer.origin })
  await keepGatewayKey(database, signing)
  let minutes = 0
  const clock = (): Date => new Date(Date.UTC(2026, 10, 22, 0, (minutes += 1)))
  const node = await startNode({ database, signer, folder, clock, participant })
  return {
    ...node,
    saying: (...readings) => {
      const unit = taking()
      const facts = readings.map((reading) => ({
        reading,
        source: SOURCE.id,
        keyId: 'ab'.repeat(32),
        exchange: unit.exchange.id,
        acceptance: undefined,
        issue: RULE,
      }))
      return { ...unit, entry: { entry: 'facts', facts, replies: [] } }
    },
    asking: (question) => {
      const receivedAt = new Date(Date.UTC(2026, 10, 22))
      return { ...NOTHING, entry: { entry: 'question', id: uuidv7(), asker: AGENCY, question, receivedAt } }
    },
    commit: async (...units) =>
      (await Promise.all(units.map((unit) => node.committer.commit(unit)))).flatMap(answerIn),
  }
}

function answerIn(committed: Committed<LedgerResult>): Answer[] {
  if (committed.outcome !== 'done') throw new Error(committed.outcome)
  return committed.result?.result === 'answered' ? [committed.result.answer] : []
}
