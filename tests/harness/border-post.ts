import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Received } from '../../src/sandbox/counterpart/receive.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { textAt } from '../../src/model/json-access.ts'
import type { ActDone, ActRefused, CaseView, Person } from '../../src/workflows/cases/service.ts'
import type { TestGateway } from './gateway.ts'

/** Officers of one of our offices at work on the cases of one workflow. */
export interface BorderPost {
  /** The case about a list, as soon as it is in one of the states. */
  until(key: string, ...states: readonly string[]): Promise<CaseView>
  /** Does something in the case as it stands now; resolves with the case as it is then. */
  act(role: Role, key: string, event: string, data: JsonObject): Promise<CaseView>
  /** Something that opens a case. */
  open(role: Role, key: string, event: string, data: JsonObject): Promise<CaseView>
  /** Something that opens a case, which the office numbers. */
  issue(role: Role, event: string, data: JsonObject): Promise<CaseView>
  /** Names of the tasks that a role has about a list. */
  tasks(role: Role, key: string): Promise<readonly string[]>
}

export type Role = 'exit-officer' | 'entry-officer' | 'supervisor'

const PATIENCE_MS = 60_000

export const officer = (role: Role, office: string): Person => ({
  subject: `${role}-${office}`,
  issuer: 'https://people.example',
  name: 'Wang Li',
  roles: new Set([role]),
  offices: new Set([office]),
})

export function borderPost(site: () => TestGateway, workflow: string, office: string): BorderPost {
  const cases = () => site().gateway.cases
  const find = async (key: string): Promise<CaseView | undefined> => {
    const [found] = await cases().list(officer('supervisor', office), { workflow, key, limit: 1 })
    return found
  }
  return {
    async until(key, ...states) {
      for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
        const found = await find(key)
        if (found !== undefined && states.includes(found.state)) return found
        if (Date.now() > limit) throw new Error(`the case of ${key} is ${found?.state ?? 'not there'}`)
      }
    },
    async act(role, key, event, data) {
      const found = await find(key)
      if (found === undefined) throw new Error(`there is no case of ${key}`)
      const act = { id: randomUUID(), event, data, revision: found.revision }
      return doneOf(await cases().act(found.id, act, officer(role, office)))
    },
    async open(role, key, event, data) {
      const opening = { id: randomUUID(), event, data, workflow, key, office }
      return doneOf(await cases().open(opening, officer(role, office)))
    },
    async issue(role, event, data) {
      const opening = { id: randomUUID(), event, data, workflow, office }
      return doneOf(await cases().open(opening, officer(role, office)))
    },
    async tasks(role, key) {
      const { tasks } = await cases().tasks(officer(role, office), { office, limit: 100 })
      return tasks.flatMap((each) => (each.key === key ? [each.task] : []))
    },
  }
}

/** What a counterpart was sent about a list in one format, as soon as there are so many. */
export async function told(
  { taken, faults }: TestGateway,
  partner: string,
  format: string,
  checklist: string,
  count = 1,
): Promise<readonly Received[]> {
  const about = ({ documents }: Received): boolean =>
    Object.values(documents).some(
      (document) =>
        textAt(document, 'id') === checklist || JSON.stringify(document['declaration'])?.includes(checklist),
    )
  for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
    const found = taken(partner).filter((each) => each.format === format && about(each))
    if (found.length >= count) return found
    if (Date.now() > limit || faults.length > 0)
      throw new Error(
        `${partner} was sent ${found.length} ${format} about ${checklist}: ${faults.join('\n')}`,
      )
  }
}

function doneOf(done: ActDone | ActRefused): CaseView {
  if (done.outcome === 'refused') throw done.error
  return done.case
}
