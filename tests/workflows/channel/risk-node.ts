import { forOne } from '../../../src/exchange/participants.ts'
import { createOriginator } from '../../../src/exchange/originate.ts'
import { newId } from '../../../src/model/new-id.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { loadHubCodes } from '../../../src/model/hub-codes.ts'
import { openWorkflows, type Workflows } from '../../../src/workflows/assemble.ts'
import { createCaseDesk } from '../../../src/workflows/cases/desk.ts'
import { createEffects } from '../../../src/workflows/cases/effects.ts'
import type { CaseEntry, Happening } from '../../../src/workflows/cases/entry.ts'
import type { CaseResult } from '../../../src/workflows/cases/participant.ts'
import type { CaseService, CaseView, Person } from '../../../src/workflows/cases/service.ts'
import { keepEdition } from '../../../src/workflows/channel/keep-edition.ts'
import { tryProposal } from '../../../src/workflows/channel/try-proposal.ts'
import { NOTHING } from '../../../src/exchange/changes.ts'
import type { Database } from '../../../src/store/database.ts'
import type { LogSigner } from '../../../src/evidence/log-key.ts'
import { startNode, type Node } from '../../exchange/node.ts'
import { goodsDeclaration } from '../../model/examples/declarations.ts'
import type { OpenDatabase } from '../../store/open-database.ts'
import type { Clock } from '../cases/case-node.ts'

/** Horgos: no parameter of the sandbox is written for it alone. */
export const OFFICE = '0705'

const person = (subject: string, roles: readonly string[], offices = [OFFICE]): Person => ({
  subject,
  issuer: 'https://id.test',
  roles: new Set(roles),
  offices: new Set(offices),
})
export const AUTHOR = person('li.wei', ['analyst', 'risk-manager'])
export const APPROVER = person('sun.yan', ['risk-manager'])
export const OFFICER = person('zhao.min', ['clearance-officer', 'inspector', 'supervisor'])
export const ELSEWHERE = person('chen.wei', ['analyst'], ['5301'])

const CODES = loadHubCodes('schemas/canonical/codes')

/** Clearance and its risk parameters as the product ships them, over a database without doors. */
export interface RiskNode extends Node<CaseEntry, CaseResult>, Workflows {
  readonly desk: CaseService
  readonly database: Database
  happen(...happenings: readonly Happening[]): Promise<void>
  /** Import declarations are accepted. @returns their cases */
  declare(numbers: readonly string[], different?: JsonObject): Promise<readonly CaseView[]>
  /** The deadline of a case is over. */
  due(found: CaseView): Promise<CaseView>
  act(found: CaseView, event: string, data?: JsonObject, by?: Person): Promise<CaseView>
  /** Has done what follows from events, until nothing is left. */
  settle(): Promise<void>
}

export async function openRiskNode(
  opened: OpenDatabase,
  { signer, clock, files = {} }: { signer: LogSigner; clock: Clock; files?: Partial<Workflows['channel']> },
): Promise<RiskNode> {
  const { database, folder } = opened
  const now = (): Date => clock.now()
  const workflows = await openWorkflows(
    { schemas: 'schemas', codes: CODES, country: 'CN' },
    database,
    [],
    now,
  )
  const { participant } = workflows
  const whole = await startNode({ database, signer, folder, clock: now, participant, maxBatch: 500 })
  const node = { ...whole, committer: forOne(whole.committer) }
  await keepEdition({ ...workflows.channel, ...files }, { ...workflows, ...node, database })
  const desk = createCaseDesk({
    ...workflows,
    ...node,
    database,
    receiptOf: node.log.receipt,
    clock: now,
    checkCode: () => {
      throw new Error('no code is stated here')
    },
    rehearse: () => Promise.resolve(undefined),
    onMoved: () => undefined,
  })
  const happen = async (...happenings: readonly Happening[]): Promise<void> => {
    const done = await node.committer.commit({ ...NOTHING, entry: { entry: 'happened', happenings } })
    if (done.outcome !== 'done') throw new Error(done.outcome)
  }
  const caseOf = async (workflow: string, key: string): Promise<CaseView> => {
    const [found] = await desk.list(OFFICER, { workflow, key, limit: 1 })
    if (found === undefined) throw new Error(`there is no case of ${key}`)
    return found
  }
  return {
    ...workflows,
    ...node,
    desk,
    database,
    happen,
    async due(found) {
      const { id: of } = found
      const [row] = await database.query<{ entered: number }>(
        'select entered from workflow_case where id = $1',
        [of],
      )
      const entry = { entry: 'due', case: of, entered: row?.entered ?? 0 } as const
      await node.committer.commit({ ...NOTHING, entry })
      return desk.view(of, OFFICER)
    },
    async declare(numbers, different = {}) {
      // As the follower does it.
      const known = await workflows.beside('goods-declaration', importOf('', different))
      await happen(
        ...numbers.map((id): Happening => ({
          target: { workflow: 'clearance', key: id, office: OFFICE },
          event: 'declared',
          cause: { record: id },
          basis: known?.basis ?? [],
          data: { document: importOf(id, different), message: {}, ...known?.data },
        })),
      )
      return Promise.all(numbers.map((id) => caseOf('clearance', id)))
    },
    async act(found, event, data = {}, by = OFFICER) {
      const done = await desk.act(found.id, { id: newId(), event, data, revision: found.revision }, by)
      if (done.outcome === 'refused') throw done.error
      return done.case
    },
    async settle() {
      const faults: unknown[] = []
      const loop = createEffects({
        database,
        originator: createOriginator({
          committer: node.committer,
          switchboard: { compose: () => Promise.reject(new Error('nothing is sent here')) },
          clock: now,
          onMade: () => undefined,
        }),
        addressee: () => ({ to: 'nobody', as: 'nothing' }),
        simulate: (parameters) => tryProposal({ ...workflows, database, clock: now }, parameters),
        clock: now,
        onFault: (fault) => void faults.push(fault),
        onUnheard: () => undefined,
      })
      loop.start()
      for (let left = 1; left > 0 && faults.length === 0;) {
        const [row] = await database.query<{ left: number }>(
          'select count(*)::integer as left from case_effect where done_at is null',
        )
        left = row?.left ?? 0
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
      await loop.stop()
      if (faults.length > 0) throw new AggregateError(faults, 'an effect cannot be done')
    },
  }
}

export function importOf(id: string, different: JsonObject = {}): JsonObject {
  const declaration: JsonObject = JSON.parse(JSON.stringify(goodsDeclaration))
  return { ...declaration, id, typeCode: 'import', declarationOffice: { id: OFFICE }, ...different }
}
