import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { textAt } from '../../../src/model/json-access.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { migrate } from '../../../src/store/migrate.ts'
import type { CaseView } from '../../../src/workflows/cases/service.ts'
import { newSigner } from '../../exchange/node.ts'
import { DATABASES } from '../../harness/databases.ts'
import { economicOperator } from '../../model/examples/authorisations.ts'
import { openDatabase, type OpenDatabase } from '../../store/open-database.ts'
import { HOUR, MINUTE, openClock } from '../cases/case-node.ts'
import { importOf, OFFICE, OFFICER, openRiskNode, type RiskNode } from '../channel/risk-node.ts'

const DAY = 24 * HOUR
const OWN = { id: '3101910001', listId: 'CN-CREDIT' }

/** What lets a declaration be released at once: nothing that any parameter of the sandbox fires on. */
const by = (id: string): JsonObject => ({
  declarant: { name: 'Declarant', customsIdentifier: { id } },
  originRelations: [],
})

describe.each(DATABASES)('what the class of an operator brings, on the %s database', (kind) => {
  const signer = newSigner()
  const clock = openClock('2026-11-22T08:00:00.000Z')
  let opened: OpenDatabase | undefined
  let node: RiskNode

  beforeAll(async () => {
    opened = await openDatabase(kind)
    if (opened === undefined) return
    await migrate(opened.database)
    // Modes are what is tested, and not the sandbox's parameters.
    node = await openRiskNode(opened, { signer, clock, files: { parameters: [] } })
  })
  afterAll(() => opened?.remove())
  const live = (name: string, run: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      if (opened === undefined) return skip('PostgreSQL is not reachable')
      clock.advance(MINUTE)
      await run()
    })

  let messages = 0
  const report = async (document: JsonObject, country: string): Promise<CaseView> => {
    const key = ['issuingCountryCode', 'id'].map((name) => textAt(document, name)).join(' ')
    messages += 1
    await node.happen({
      target: { workflow: 'operator-recognition', key, office: OFFICE },
      event: 'reported',
      cause: { record: `operator ${messages}` },
      basis: [],
      data: { document, message: { country } },
    })
    return caseOf(key)
  }
  const caseOf = async (key: string): Promise<CaseView> => {
    const [found] = await node.desk.list(OFFICER, { key, limit: 1 })
    if (found === undefined) throw new Error(`there is no case of ${key}`)
    return found
  }
  const mongolian: JsonObject = JSON.parse(JSON.stringify(economicOperator))
  const AEO = economicOperator.id
  const declareOne = async (id: string, different: JsonObject): Promise<CaseView> => {
    const [found] = await node.declare([id], different)
    if (found === undefined) throw new Error(`there is no case of ${id}`)
    return found
  }
  const own = (code: string): JsonObject => ({
    id: OWN.id,
    issuingCountryCode: 'CN',
    categoryCode: { listId: OWN.listId, code },
    holder: { name: 'Holder' },
  })

  describe('a partner’s operator', () => {
    live('has the class that the programme gives, and is released first', async () => {
      const before = await declareOne('first', by(AEO))
      expect(before).toMatchObject({ state: 'released', data: { class: 'medium' } })
      expect(await report(mongolian, 'MN')).toMatchObject({
        state: 'recognised',
        dueAt: new Date('2029-12-31T16:00:00.000Z'),
        data: { recognition: { class: 'high', aeo: 'recognised', programme: 'mn-aeo' } },
      })
      const found = await declareOne('second', by(AEO))
      expect(found).toMatchObject({
        state: 'documents-due',
        dueAt: new Date(clock.now().getTime() + 14 * DAY),
        data: {
          operator: { id: AEO, class: 'high', aeo: 'recognised' },
          decision: { mode: { id: 'release-first' } },
        },
      })
      const check = { resultCode: 'conforming', reason: 'All there', minutes: 15 }
      expect(await node.act(found, 'papers-checked', check)).toMatchObject({ outcome: 'released' })
    })

    live('whose documents do not come, or differ, is dealt with by a supervisor', async () => {
      const [late, differing] = [await declareOne('late', by(AEO)), await declareOne('differing', by(AEO))]
      const answering = await node.act(differing, 'papers-checked', {
        resultCode: 'differing',
        reason: 'Another consignee',
      })
      expect(answering.state).toBe('answering')
      clock.advance(14 * DAY)
      const missing = await node.due(late)
      expect(missing.state).toBe('documents-missing')
      expect(missing.acts.map(({ event }) => event).toSorted()).toEqual([
        'claimed',
        'papers-checked',
        'settled',
      ])
      expect(await node.act(missing, 'claimed', { reason: 'Nothing came' })).toMatchObject({
        outcome: 'guarantee-claimed',
      })
    })

    live('is recognised no more while it is suspended, and again when that is over', async () => {
      const suspensions = [{ startDateTime: '2026-12-01+08:00', endDateTime: '2026-12-20+08:00' }]
      const suspended = await report({ ...mongolian, suspensions }, 'MN')
      expect(suspended).toMatchObject({
        state: 'not-recognised',
        data: { recognition: { reasons: ['SUSPENDED'], aeo: 'suspended' } },
        dueAt: new Date('2026-12-20T16:00:00.000Z'),
      })
      expect(await declareOne('while suspended', by(AEO))).toMatchObject({
        state: 'released',
        data: { class: 'medium', operator: { id: AEO, aeo: 'suspended' } },
      })
      clock.advance(15 * DAY)
      expect(await node.due(suspended)).toMatchObject({ state: 'recognised' })
    })

    live('is not believed from another country, and not when an officer says so', async () => {
      expect(await report(mongolian, 'KZ')).toMatchObject({
        state: 'not-recognised',
        data: { recognition: { reasons: ['NOT_ITS_COUNTRY'] } },
      })
      const again = await report(mongolian, 'MN')
      const withdrawn = await node.act(again, 'refused-by-hand', { reason: 'Found smuggling' })
      expect(withdrawn.state).toBe('withdrawn')
      expect(await declareOne('not relied on', by(AEO))).toMatchObject({ data: { class: 'medium' } })
      expect(await node.act(withdrawn, 'relied-on-again', { reason: 'It was another' })).toMatchObject({
        state: 'recognised',
      })
    })
  })

  describe('an operator of ours', () => {
    live('of low credit gives a guarantee for each declaration, and its papers are checked', async () => {
      await report(own('DISCREDITED'), 'CN')
      expect(await declareOne('low', by(OWN.id))).toMatchObject({
        state: 'checking',
        data: { class: 'low', decision: { mode: { id: 'secured', guarantee: 'each' } } },
      })
    })

    live(
      'that declares by the month: what was released is collected, and has to be declared whole',
      async () => {
        await report(own('COORDINATED'), 'CN')
        // Four days before the end of a month in China.
        clock.advance(Date.parse('2026-12-28T08:00:00Z') - clock.now().getTime())
        for (const id of ['A', 'B', 'C'])
          expect(await declareOne(id, by(OWN.id))).toMatchObject({ state: 'collected' })
        await node.settle()
        const key = `${OFFICE} ${OWN.id} month 2026-12-01`
        expect(await caseOf(key)).toMatchObject({
          state: 'collecting',
          dueAt: new Date('2026-12-31T16:00:00.000Z'),
          data: { coverage: { missing: ['A', 'B', 'C'] } },
        })
        // One is taken back.
        await node.happen({
          target: { workflow: 'clearance', key: 'C', office: OFFICE },
          event: 'cancelled',
          cause: { record: 'C cancelled' },
          basis: [],
          data: { document: importOf('C', by(OWN.id)), message: {} },
        })
        await node.settle()
        clock.advance(5 * DAY)
        expect(await node.due(await caseOf(key))).toMatchObject({
          state: 'declaring',
          dueAt: new Date('2027-01-14T16:00:00.000Z'),
          data: { coverage: { complete: false, missing: ['A', 'B'] } },
        })
        await join(key, ['A', 'X'])
        expect(await caseOf(key)).toMatchObject({
          state: 'declaring',
          data: { coverage: { complete: false, missing: ['B'], unknown: ['X'] } },
        })
        await join(key, ['A', 'B'], '100')
        expect(await caseOf(key)).toMatchObject({
          data: { coverage: { complete: false, missing: [], grossMass: { declared: '100', same: false } } },
        })
        clock.advance(14 * DAY)
        expect(await node.due(await caseOf(key))).toMatchObject({ state: 'incomplete' })
        await join(key, ['A', 'B'], '36801')
        expect(await caseOf(key)).toMatchObject({ outcome: 'complete' })
        await node.settle()
        for (const id of ['A', 'B']) expect(await caseOf(id)).toMatchObject({ outcome: 'released' })
        expect((await node.log.fsck(() => undefined)).problems).toEqual([])
      },
    )

    live('that never declares the period: the guarantee is claimed for all of it', async () => {
      await declareOne('D', by(OWN.id))
      await node.settle()
      const key = `${OFFICE} ${OWN.id} month 2027-01-01`
      clock.advance(60 * DAY)
      const incomplete = await node.due(await caseOf(key))
      expect(incomplete).toMatchObject({ state: 'incomplete', data: { coverage: { missing: ['D'] } } })
      await node.act(incomplete, 'claimed', { reason: 'Reminded twice' })
      await node.settle()
      expect(await caseOf('D')).toMatchObject({ outcome: 'guarantee-claimed' })
    })
  })

  async function join(key: string, ids: readonly string[], totalGrossMassMeasure = '36801'): Promise<void> {
    messages += 1
    const previousDocuments = ids.map((id) => ({ typeCode: '929', id, issueDateTime: '2026-12-28+08:00' }))
    const document = importOf('joined', { ...by(OWN.id), previousDocuments, totalGrossMassMeasure })
    const definition = node.definitions.inForce('consolidated-declaration', clock.now())
    const wake = definition?.wakes.find((each) => each.when({ document, message: { country: 'CN' } }))
    expect(wake?.key({ document, message: {} })).toBe(key)
    expect(
      node.definitions
        .inForce('clearance', clock.now())
        ?.wakes.some((each) => each.when({ document, message: { country: 'CN' } })),
    ).toBe(false)
    await node.happen({
      target: { workflow: 'consolidated-declaration', key, office: undefined },
      event: wake?.event ?? '',
      cause: { record: `joined ${messages}` },
      basis: [],
      data: { document, message: {} },
    })
  }
})
