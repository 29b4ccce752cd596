import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acknowledgeMessage } from '../../src/exchange/acknowledge.ts'
import { createLocalSwitchboard } from '../../src/exchange/switchboard.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import type { Outcome } from '../../src/exchange/service.ts'
import { findAnswered } from '../../src/store/answers.ts'
import type { Tx } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonicalBytes } from '../../src/xml/write.ts'
import { DATABASES } from '../harness/databases.ts'
import { openDatabase, type OpenDatabase } from '../store/open-database.ts'
import { newSigner, startNode, type Node } from './node.ts'
import { makeSandboxParts, type SandboxParts } from './sandbox-parts.ts'
import { acknowledging, taking } from './units.ts'

/** The number that the declarant gave the declaration of the samples; the single window gives it another. */
const OURS = 'KHG202611210000001'

describe.each(DATABASES)('numbers learnt from answers, on the %s database', (kind) => {
  const at = new Date()
  let opened: OpenDatabase | undefined
  let site: SandboxParts
  let parts: SwitchParts
  let node: Node

  beforeAll(async () => {
    site = await makeSandboxParts(at)
    const pushed = { channel: 'pushed', withinMs: 600_000 } as const
    parts = site.agreed({
      'cn-eport': {
        acknowledgements: [
          { level: 'technical', format: 'cn-decimportresponse-v1', ...pushed },
          { level: 'decision', format: 'cn-decresult-v1', ...pushed },
        ],
      },
    })
    opened = await openDatabase(kind)
    if (opened === undefined) return
    await migrate(opened.database)
    node = await startNode({ database: opened.database, signer: newSigner(), folder: opened.folder })
  })
  afterAll(async () => {
    await opened?.remove()
    site.close()
  })

  const sent = async (partner: string, outgoingMessageId: string) => {
    const unit = taking({ outgoingMessageId })
    const outgoing = unit.outgoing.map((row) => ({ ...row, partner }))
    const records = unit.records.map((record) =>
      record.kind === 'converted' ? { ...record, to: partner } : record,
    )
    await node.committer.commit({ ...unit, outgoing, records })
    return { ...unit, outgoing }
  }

  const push = (file: string): Promise<Outcome> => {
    if (opened === undefined) throw new Error('no database')
    using message = openXml(readFileSync(`schemas/cn-dec/samples/${file}`))
    const { bytes } = signEnveloped(writeCanonicalBytes(message.root), site.keyOf('cn-eport'))
    const partner = parts.partners.get('cn-eport')
    const incoming = {
      partner,
      connection: 'ab'.repeat(32),
      mediaType: 'application/xml',
      bytes,
      receivedAt: at,
    }
    const { committer, log } = node
    const receipt = log.receipt.bind(log)
    const switchboard = createLocalSwitchboard(parts)
    return acknowledgeMessage(
      { database: opened.database, committer, switchboard, receipt, clock: () => at },
      incoming,
    )
  }

  test('lead a decision that knows only the number of the window to the declaration it decides on', async ({
    skip,
  }) => {
    if (opened === undefined) return skip()
    expect(await push('decresult.xml')).toMatchObject({
      state: 'rejected',
      error: { code: 'ACKNOWLEDGEMENT_UNMATCHED' },
    })
    const { exchange } = await sent('cn-eport', OURS)
    expect(await push('decimportresponse.xml')).toMatchObject({ exchange: exchange.id, error: undefined })
    expect(await push('decresult.xml')).toMatchObject({
      exchange: exchange.id,
      messageId: OURS,
      error: undefined,
      duplicate: false,
    })
    expect(await push('decresult.xml')).toMatchObject({ exchange: exchange.id, duplicate: true })
    expect((await node.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('are those of the partner that gave them; a message id of ours goes before them', async ({ skip }) => {
    if (opened === undefined) return skip()
    const { database } = opened
    const one = await sent('cn', 'ONE')
    await node.committer.commit(acknowledging(one, 'technical', '<a/>', ['N1', 'N2']))
    expect(await findAnswered(database, 'cn', 'N2')).toMatchObject({ messageId: 'ONE' })
    expect(await findAnswered(database, 'mn', 'N2')).toBeUndefined()
    expect(await findAnswered(database, 'cn', 'N3')).toBeUndefined()
    const two = await sent('cn', 'N1')
    expect(await findAnswered(database, 'cn', 'N1')).toMatchObject({ messageId: 'N1' })
    await node.committer.commit(acknowledging(two, 'technical', '<b/>', ['N2', 'ONE']))
    expect(await findAnswered(database, 'cn', 'N2')).toMatchObject({ messageId: 'N1' })
    expect(await findAnswered(database, 'cn', 'ONE')).toMatchObject({ messageId: 'ONE' })
  })

  test('are found by their index, also when the table has grown', async ({ skip }) => {
    if (opened === undefined) return skip()
    const plans: string[] = []
    await opened.database.transaction(async (tx) => {
      // An empty table is always read whole; what may not be read whole shows whether the index could serve at all.
      await tx.query('set local enable_seqscan = off')
      await findAnswered(explaining(tx, plans), 'cn', 'N2')
    })
    expect(plans.join('\n')).toContain('acknowledgement_numbers')
  })
})

/** The same questions, answered with how they would be answered. */
function explaining(tx: Tx, plans: string[]): Tx {
  return {
    ...tx,
    async query<Row>(sql: string, values?: readonly unknown[]): Promise<Row[]> {
      const rows = await tx.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values)
      plans.push(...rows.map((row) => row['QUERY PLAN']))
      return []
    },
  }
}
