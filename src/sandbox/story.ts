import { parseCheckpoint } from '../evidence/checkpoint.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { Submitted } from './counterpart/submit.ts'
import { keepStatement, takeEvidence, type ToldExchange, type ToldStatement } from './evidence.ts'
import { laosToChina, neighboursToChina, unusedFromLaos } from './origin-story.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { send, tellEnd, tellEvent, type Sent } from './steps.ts'
import { openScene, shown, type Scene, type Tell } from './telling.ts'
import { commandAbout } from './try-question.ts'
import { erenhotToZamynUud, jeminayToMaikapchagai, type TruckTold } from './truck-story.ts'
import { stateOf } from './watch.ts'

/** What happened, for whoever reads it with a machine. */
export interface Told {
  readonly exchanges: readonly ToldExchange[]
  /** The answers, and what was used after each. */
  readonly statements: readonly ToldStatement[]
  /** The two trucks, with their cases. */
  readonly trucks: readonly TruckTold[]
}

/**
 * Tells and runs a manifest in each direction, certificates that are asked for, and two trucks at the border; takes their evidence and verifies it.
 * Ends early when aborted.
 */
export async function tellStory(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Told> {
  await tellBeginning(sandbox, tell)
  try {
    const west = await kazakhstanToChina(sandbox, tell, signal)
    const east = await chinaToKazakhstan(sandbox, tell, signal)
    const certified = [
      await laosToChina(sandbox, tell, signal),
      ...(await neighboursToChina(sandbox, tell, signal)),
    ]
    const trucks = [
      await erenhotToZamynUud(sandbox, tell, signal),
      await jeminayToMaikapchagai(sandbox, tell, signal),
    ]
    const unused = await unusedFromLaos(sandbox, tell, signal)
    tell('\nEvidence, verified offline')
    const exchanges: ToldExchange[] = []
    for (const sent of [west, east, ...[...certified, unused, ...trucks].map((each) => each.sent)])
      exchanges.push(await takeEvidence(sandbox.config, sent, tell))
    const statements = certified
      .flatMap(({ cleared }) => cleared ?? [])
      .flatMap(({ answer, used }) => [answer, used ?? []].flat())
      .map((kept) => keepStatement(sandbox.config, kept, tell))
    const told = { exchanges, statements, trucks }
    tellEnding(sandbox, told, unused.certificate && commandAbout(unused.certificate, sandbox), tell)
    return told
  } catch (error) {
    if (signal.aborted) return { exchanges: [], statements: [], trucks: [] }
    throw error
  }
}

async function tellBeginning({ config, gateway, madeKeys, gatewayLog }: Sandbox, tell: Tell): Promise<void> {
  const { origin, size: records } = parseCheckpoint(await gateway.log.checkpoint())
  const keys = madeKeys.length > 0 ? `made ${madeKeys.length} files` : 'there already'
  const data = records === 0n ? 'new' : `${records} records from earlier starts, all kept`
  tell('Khorgos sandbox')
  tell(`  keys          ${shown(config.certificateFolder)}: ${keys}`)
  tell(
    `  database      ${gateway.database === 'embedded' ? `embedded, in ${shown(config.dataFolder)}` : 'PostgreSQL'}`,
  )
  tell(`  evidence log  ${origin}: ${data}`)
  tell(`  gateway log   ${shown(gatewayLog)}`)
}

/** One message there, one answer in two steps: taken (technical), judged (business). */
async function kazakhstanToChina(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Sent> {
  const { kazakhstan, samples } = sandbox
  const scene = openScene('Kazakhstan → China: an export manifest becomes an import manifest', tell)
  const stop = sandbox.listen((event) => tellEvent(scene, event))
  try {
    const canonical = samples.awmds(newTrip('KZ', new Date()))
    const submitted = await send(scene, kazakhstan, 'Awmds', canonical)
    await tellEnd(scene, kazakhstan, submitted, signal)
    return { sender: kazakhstan, submitted }
  } finally {
    stop()
  }
}

/** Two messages there make one here; the vehicle comes first and waits for its cargo. */
async function chinaToKazakhstan(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Sent> {
  const { eport, samples } = sandbox
  const scene = openScene('China → Kazakhstan: vehicle and cargo become one manifest', tell)
  const stop = sandbox.listen((event) => tellEvent(scene, event))
  try {
    const trip = newTrip('CN', new Date())
    const vehicle = await send(scene, eport, 'MT4402', samples.mt4402(trip))
    await tellWaiting(scene, eport, vehicle, trip.number)
    const submitted = await send(scene, eport, 'MT2401', samples.mt2401(trip))
    await tellEnd(scene, eport, submitted, signal)
    return { sender: eport, submitted }
  } finally {
    stop()
  }
}

async function tellWaiting(
  scene: Scene,
  sender: Counterpart,
  { exchange }: Submitted,
  key: string,
): Promise<void> {
  const { state, code } = await stateOf(sender, exchange)
  scene.follow(
    state === 'waiting'
      ? `waits for its cargo, found by the batch number ${key}`
      : `${state} (${code ?? ''})`,
  )
}

function tellEnding(
  { config, gateway }: Sandbox,
  { exchanges: [first], statements, trucks }: Told,
  question: string | undefined,
  tell: Tell,
): void {
  const certs = shown(config.certificateFolder)
  const client = `--cacert ${certs}/sandbox-ca.crt --cert ${certs}/kz-customs.tls.crt --key ${certs}/kz-customs.tls.key`
  tell('\nLook around')
  tell(`  ${gateway.publicUrl}/                    what is here`)
  tell(`  ${gateway.publicUrl}/v1/log/checkpoint   signed head of the evidence log`)
  tell(`  ${gateway.publicUrl}/v1/openapi.json     API description`)
  tell(`  ${gateway.publicUrl}/metrics             Prometheus metrics`)
  tell('\nTry')
  tell(`  npx khorgos verify ${shown(first?.bundle ?? '')} --trust ${certs}/trust.json`)
  for (const { file } of statements.slice(0, 2))
    tell(`  npx khorgos verify ${shown(file)} --trust ${certs}/trust.json`)
  tell(`  curl ${client} ${gateway.partnerUrl}/v1/exchanges/${first?.exchange ?? ''}`)
  if (question !== undefined) tell(`  ${question}`)
  const asOfficer = (officer: string, path: string): void =>
    tell(
      `  curl --cacert ${certs}/sandbox-ca.crt -H "Authorization: Bearer $(npx khorgos token --as ${officer})" ${gateway.peopleUrl ?? ''}${path}`,
    )
  asOfficer('erenhot-exit', '/v1/me')
  asOfficer('supervisor', `/v1/cases/${trucks.at(-1)?.case ?? ''}/events`)
  tell('\nUp until Ctrl-C. A second start keeps the data and runs it all again.')
}
