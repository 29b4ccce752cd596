import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { questionAbout } from './counterpart/clearance.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { send, tellEnd, tellEvent, type Sent } from './steps.ts'
import { openScene, type Scene, type Tell } from './telling.ts'

/** A certificate of origin of one country, and the clearance of the other that is shown it and asks whether it is real. */

export interface Certified {
  readonly sent: Sent
  /** Undefined when the clearance had nothing to ask about, or was refused. */
  readonly answered: Answered | undefined
}

/** What the clearance was told. */
export interface Answered {
  readonly verification: string
  readonly verdict: string
  /** The signed answer: a flattened JWS. */
  readonly signed: JsonObject
}

export async function laosToChina(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Certified> {
  const { laos, samples } = sandbox
  const scene = openScene('Laos → China: a certificate of origin, and whether it is real', tell)
  let certificate: JsonObject | undefined
  const stop = sandbox.listen((event) => {
    tellEvent(scene, event)
    if (event.kind === 'took') certificate = asObject(event.received.documents['certificate-of-origin'])
  })
  try {
    const submitted = await send(scene, laos, 'Form E', samples.formE(newTrip('LA', new Date())))
    await tellEnd(scene, laos, submitted, signal)
    const answered = certificate && (await ask(scene, sandbox, certificate))
    return { sent: { sender: laos, submitted }, answered }
  } finally {
    stop()
  }
}

async function ask(
  scene: Scene,
  { clearance }: Sandbox,
  certificate: JsonObject,
): Promise<Answered | undefined> {
  const question = questionAbout(certificate)
  scene.begin(`${clearance.id} is shown ${question.number} and asks: ${question.purpose}`)
  const { status, body } = await clearance.client().postJson('/v1/verifications', question)
  const answer = asObject(body['answer'])
  const signed = asObject(body['signed'])
  if (answer === undefined || signed === undefined) {
    scene.follow(`refused: ${status} ${textAt(body, 'code') ?? ''}`)
    return undefined
  }
  const verdict = textAt(answer, 'verdict') ?? ''
  scene.follow(`${verdict}, signed, record ${textAt(asObject(answer['ledger']), 'size') ?? ''} in the log`)
  for (const line of checkLines(objectsAt(answer, 'checks'))) scene.add(line)
  return { verification: textAt(answer, 'verification') ?? '', verdict, signed }
}

const MARKS: Readonly<Record<string, string>> = { pass: 'ok  ', fail: 'FAIL' }
const OPEN = '?   '

/** One line for each check; those that compare several fields share theirs as long as they came out alike. */
function checkLines(checks: readonly JsonObject[]): string[] {
  const lines = new Map<string, string[]>()
  for (const check of checks) {
    const { name, what } = partsOf(check)
    lines.set(name, [...(lines.get(name) ?? []), ...what])
  }
  return [...lines].map(([name, what]) => (what.length === 0 ? name : `${name}: ${what.join(', ')}`))
}

function partsOf(check: JsonObject): { readonly name: string; readonly what: readonly string[] } {
  const mark = MARKS[textAt(check, 'result') ?? ''] ?? OPEN
  const reason = textAt(check, 'reason')
  const line = check['line']
  const field = textAt(check, 'field')
  const place = field !== undefined && typeof line === 'number' ? `${field} of line ${line}` : field
  return {
    name: [mark, textAt(check, 'check'), ...(reason === undefined ? [] : [reason])].join(' '),
    what: [place ?? textAt(check, 'detail')].filter((part) => part !== undefined),
  }
}
