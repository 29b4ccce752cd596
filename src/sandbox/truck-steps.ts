import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { verifyReceipt } from '../evidence/receipt.ts'
import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { formatNumber, HIGHEST_SERIAL } from '../workflows/checklist/numbers.ts'
import { borderDecision, type BorderDecision, type BorderSide } from './counterpart/border-decision.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { Received } from './counterpart/receive.ts'
import type { CaseSummary, OfficerClient, Task } from './people/officer-client.ts'
import type { Sandbox } from './sandbox.ts'
import type { Scene } from './telling.ts'

/** What officers and the other side do with a truck, told while it is done. */

const WORKFLOW = 'joint-supervision-exit'
const POLL_MS = 100
const PATIENCE_MS = 60_000

/** A number of the office that no list has had in this database. */
export async function freeNumber(officer: OfficerClient, district: string, at: Date): Promise<string> {
  for (;;) {
    const serial = randomInt(1, HIGHEST_SERIAL + 1)
    const number = formatNumber({ letter: 'C', year: at.getUTCFullYear(), district, serial })
    if ((await officer.casesAbout(WORKFLOW, number)).length === 0) return number
  }
}

/** Waits until the officer finds a task about the list. */
export async function findTask(
  scene: Scene,
  officer: OfficerClient,
  key: string,
  signal: AbortSignal,
): Promise<Task> {
  const task = await until(
    async () => (await officer.tasksAbout(key))[0],
    `${officer.id} has no task about ${key}`,
    signal,
  )
  scene.follow(
    `${officer.id} finds a task${task.dueAt === undefined ? '' : `, due ${task.dueAt}`}: ${task.title}`,
  )
  return task
}

/** The officer acts in the case as he sees it in his task; what he says is `data`. */
export async function act(
  scene: Scene,
  { gateway }: Sandbox,
  officer: OfficerClient,
  { task, event, data, says }: { task: Task; event: string; data: JsonObject; says: string },
): Promise<void> {
  scene.begin(`${officer.id} ${says}`)
  const { case: now, receipt } = await officer.act(task, event, data)
  const { index } = verifyReceipt(receipt, { vkeys: [gateway.logVerifierKey] })
  scene.follow(`${now.state}: ${now.title}; record ${index} in the log`)
}

/** The other side has decided; its system pushes that. */
export async function decide(
  scene: Scene,
  { formats }: Sandbox,
  neighbour: Counterpart,
  side: BorderSide,
  said: BorderDecision,
): Promise<void> {
  scene.begin(`${neighbour.id} decides: ${said.statusCode}, ${said.description}`)
  for (const { kindCode, declared, found } of said.findings ?? [])
    scene.add(`${kindCode}: ${declared ?? 'nothing'} on the list, ${found ?? 'nothing'} found`)
  const status = await neighbour.answer(borderDecision(formats, side, said, new Date()))
  scene.follow(`${neighbour.id} pushes its signed decision: ${status}`)
}

/** Waits until the case is in that state. */
export async function untilState(
  scene: Scene,
  officer: OfficerClient,
  { case: id }: Task,
  state: string,
  signal: AbortSignal,
): Promise<CaseSummary> {
  const now = await until(
    async () => {
      const found = await officer.caseOf(id)
      return found.state === state ? found : undefined
    },
    `the case ${id} has not become ${state}`,
    signal,
  )
  const end = now.outcome === undefined ? '' : `; the case is over after ${now.revision} events`
  scene.follow(`${now.state}: ${now.title}${end}`)
  return now
}

/** Waits until the neighbour has taken so many messages about the list; resolves with the last. */
export function untilTaken(
  taken: readonly Received[],
  key: string,
  count: number,
  signal: AbortSignal,
): Promise<Received> {
  const about = (): readonly Received[] =>
    taken.filter(({ documents }) => textAt(documents['load-checklist'], 'id') === key)
  return until(
    () => Promise.resolve(about().length >= count ? about().at(-1) : undefined),
    `the list ${key} has not come ${count} times`,
    signal,
  )
}

/** What a list that was taken says of its confirmation, for people. */
export function confirmationIn({ documents }: Received): string {
  const said = objectsAt(documents['load-checklist'], 'confirmations').map((each) => {
    const seals = objectsAt(each, 'seals').flatMap((seal) => textAt(seal, 'id') ?? [])
    return `confirmed by ${textAt(each, 'countryCode') ?? ''}, seal ${seals.join(', ')}`
  })
  return said.length === 0 ? ', which nobody has confirmed yet' : `, ${said.join('; ')}`
}

/** Shows what all papers of the trip say together, as soon as they tell that it is over. */
export async function showAccount(
  scene: Scene,
  officer: OfficerClient,
  checklist: string,
  signal: AbortSignal,
): Promise<void> {
  scene.begin(`${officer.id} looks at the account of the trip`)
  const account = await until(
    async () => {
      const found = await officer.accountOf(checklist)
      return isOver(found) ? found : undefined
    },
    `the account of ${checklist} does not tell that it was released`,
    signal,
  )
  const documents = objectsAt(account, 'documents')
  for (const each of documents) {
    const editions = objectsAt(each, 'editions')
    const records = editions.map((edition) => textAt(edition, 'record') ?? '').join(', ')
    const status = textAt(editions.at(-1), 'status')
    scene.follow(
      `${textAt(each, 'title') ?? ''}${status === undefined ? '' : `: ${status}`}; record ${records}`,
    )
  }
  for (const each of objectsAt(account, 'expected'))
    scene.follow(`not here yet: ${textAt(each, 'id') ?? ''}, until ${textAt(each, 'until') ?? ''}`)
  const findings = objectsAt(account, 'findings')
  if (findings.length === 0) scene.follow('nothing is over, short or contradicted')
  for (const each of findings) {
    const [one, other] = ['one', 'other'].map((side) => textAt(asObject(each[side]), 'value') ?? '')
    const code = `${textAt(each, 'code') ?? ''} ${textAt(each, 'rule') ?? ''}`
    scene.follow(`${code}: ${one ?? ''} against ${other ?? ''}`)
  }
}

function isOver(account: JsonObject | undefined): boolean {
  const decision = objectsAt(account, 'documents').find((each) => textAt(each, 'paper') === 'decision')
  return textAt(objectsAt(decision, 'editions').at(-1), 'status') === 'released'
}

async function until<T>(
  look: () => Promise<T | undefined>,
  otherwise: string,
  signal: AbortSignal,
): Promise<T> {
  for (const deadline = performance.now() + PATIENCE_MS; ;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`${otherwise}; see the gateway log`)
    signal.throwIfAborted()
    await sleep(POLL_MS, undefined, { signal })
  }
}
