import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acknowledgeMessage } from '../../src/exchange/acknowledge.ts'
import type { Outcome } from '../../src/exchange/service.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import { createLocalSwitchboard } from '../../src/exchange/switchboard.ts'
import type { LedgerEntry } from '../../src/ledger/entry.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import type { LedgerResult } from '../../src/ledger/participant.ts'
import { findFacts } from '../../src/store/ledger/facts.ts'
import { keepGatewayKey } from '../../src/store/gateway-keys.ts'
import { migrate } from '../../src/store/migrate.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonicalBytes } from '../../src/xml/write.ts'
import { clear, newSigner, startNode, type Node } from '../exchange/node.ts'
import { makeSandboxParts, type SandboxParts } from '../exchange/sandbox-parts.ts'
import { taking } from '../exchange/units.ts'
import { readText, sample } from '../formats/sample-files.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { testSigner } from '../trust/signers.ts'
import { DECLARATION_NUMBER, DECLARATION_RULE } from './facts.ts'

/** The number that the declarant gave the declaration of the samples. */
const OURS = 'KHG202611210000001'

describe.each(DATABASES)('what customs answer to declarations, on the %s database', (kind) => {
  const at = new Date()
  const signer = newSigner()
  let opened: OpenDatabase | undefined
  let site: SandboxParts
  let parts: SwitchParts
  let ledger: Ledger
  let node: Node<LedgerEntry, LedgerResult>

  beforeAll(async () => {
    site = await makeSandboxParts(at)
    opened = await openDatabase(kind)
    if (opened !== undefined) await migrate(opened.database)
  })
  beforeEach(async ({ skip }) => {
    if (opened === undefined) return skip('PostgreSQL is not reachable')
    await clear(opened.database)
    await vouching([DECLARATION_RULE])
  })
  afterAll(async () => {
    await opened?.remove()
    site.close()
  })

  /** The national window speaks for the customs, and vouches for this. */
  async function vouching(issues: readonly (typeof DECLARATION_RULE)[]): Promise<void> {
    if (opened === undefined) throw new Error('no database')
    const pushed = { channel: 'pushed', withinMs: 600_000 } as const
    parts = site.agreed({
      'cn-eport': {
        issues,
        acknowledgements: [
          { level: 'technical', format: 'cn-decimportresponse-v1', ...pushed },
          { level: 'decision', format: 'cn-decresult-v1', ...pushed },
        ],
      },
    })
    const { signing } = await testSigner('ec-p256')
    ledger = createLedger({ partners: parts.partners, signingKey: signing, log: signer.origin })
    const { database, folder } = opened
    await keepGatewayKey(database, signing)
    node = await startNode({ database, signer, folder, participant: ledger.participant })
  }

  /** A declaration that was converted and is on its way to the window. */
  async function declare(): Promise<string> {
    const { 'goods-declaration': document = {} } = readText(sample('decmessage-import')).documents
    const { id: _, preDeclarationId: __, ...unregistered } = document
    const unit = taking({
      outgoingMessageId: OURS,
      documents: JSON.stringify({ 'goods-declaration': unregistered }),
    })
    const outgoing = unit.outgoing.map((row) => ({ ...row, partner: 'cn-eport' }))
    const records = unit.records.map((record) =>
      record.kind === 'converted' ? { ...record, to: 'cn-eport' } : record,
    )
    await node.committer.commit({ ...unit, outgoing, records })
    return unit.exchange.id
  }

  function push(file: string, change: (text: string) => string = (text) => text): Promise<Outcome> {
    if (opened === undefined) throw new Error('no database')
    using message = openXml(Buffer.from(change(readFileSync(`schemas/cn-dec/samples/${file}`, 'utf8'))))
    const { bytes } = signEnveloped(writeCanonicalBytes(message.root), site.keyOf('cn-eport'))
    const { committer, log } = node
    return acknowledgeMessage(
      {
        database: opened.database,
        committer,
        switchboard: createLocalSwitchboard(parts),
        receipt: log.receipt.bind(log),
        entryOfAcknowledgement: ledger.entryOfAcknowledgement,
        clock: () => at,
      },
      {
        partner: parts.partners.get('cn-eport'),
        connection: 'ab'.repeat(32),
        mediaType: 'application/xml',
        bytes,
        receivedAt: at,
      },
    )
  }

  const known = async () => {
    if (opened === undefined) throw new Error('no database')
    const key = { kind: 'goods-declaration', issuer: 'CN', series: '', number: DECLARATION_NUMBER }
    const [fact] = await findFacts(opened.database, [{ ...key, asOf: undefined }])
    return fact
  }

  test('enter the ledger with the answer as evidence: first taken, then released', async () => {
    const exchange = await declare()
    expect(await push('decimportresponse.xml')).toMatchObject({ exchange, error: undefined })
    expect(await known()).toBeUndefined()
    await push('decresult.xml', (text) => text.replace('<CHANNEL>K', '<CHANNEL>L'))
    const registered = await known()
    expect(registered).toMatchObject({
      event: 'registered',
      status: 'in-force',
      source: 'cn-eport',
      exchangeId: exchange,
    })
    await push('decresult.xml')
    const released = await known()
    expect(released).toMatchObject({ event: 'released', document: registered?.document })
    expect(JSON.parse(released?.content ?? '')).toMatchObject({
      releaseDay: '2026-11-21',
      contracts: ['TS-2026/117'],
      answered: true,
    })
    const { problems } = await node.log.fsck(() => undefined)
    expect(problems).toEqual([])
  })

  test('enter once, however often they come', async () => {
    await declare()
    await push('decimportresponse.xml')
    await push('decresult.xml')
    const first = await known()
    expect(await push('decresult.xml')).toMatchObject({ duplicate: true })
    expect((await known())?.position).toBe(first?.position)
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('end a declaration that is refused', async () => {
    await declare()
    await push('decimportresponse.xml')
    await push('decresult.xml', (text) => text.replace('<CHANNEL>K', '<CHANNEL>D'))
    expect(await known()).toMatchObject({ event: 'refused', status: 'refused' })
  })

  test('say nothing in the ledger from a partner that vouches for no declarations', async () => {
    await vouching([])
    await declare()
    await push('decimportresponse.xml')
    await push('decresult.xml')
    expect(await known()).toBeUndefined()
  })
})
