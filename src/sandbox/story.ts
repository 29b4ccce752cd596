import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseTrust } from '../evidence/bundle-trust.ts'
import { parseCheckpoint } from '../evidence/checkpoint.ts'
import { verifyBundle } from '../evidence/verify-bundle.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import type { Submitted } from './counterpart/submit.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { openScene, size, type Scene } from './telling.ts'
import { stateOf, untilSettled } from './watch.ts'

/** What happened, for whoever reads it with a machine. */
export interface Told {
  readonly exchanges: readonly ToldExchange[]
}

export interface ToldExchange {
  readonly exchange: string
  readonly messageId: string | undefined
  readonly state: string
  /** File of the evidence bundle, and what the offline verifier says about it. */
  readonly bundle: string | undefined
  readonly verdict: string
}

type Tell = (line: string) => void

/** Tells and runs an exchange in each direction, takes their evidence and verifies it. Ends early when aborted. */
export async function tellStory(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Told> {
  await tellBeginning(sandbox, tell)
  try {
    const west = await kazakhstanToChina(sandbox, tell, signal)
    const east = await chinaToKazakhstan(sandbox, tell, signal)
    tell('\nEvidence, verified offline')
    const exchanges: ToldExchange[] = []
    for (const sent of [west, east]) exchanges.push(await takeEvidence(sandbox, sent, tell))
    tellEnding(sandbox, exchanges, tell)
    return { exchanges }
  } catch (error) {
    if (signal.aborted) return { exchanges: [] }
    throw error
  }
}

/** A message on its way, and who may ask about it. */
interface Sent {
  readonly sender: Counterpart
  readonly submitted: Submitted
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

async function send(scene: Scene, sender: Counterpart, type: string, canonical: string): Promise<Submitted> {
  scene.begin(`${sender.id} signs ${type}, ${size(Buffer.byteLength(canonical))}, and sends it`)
  const submitted = await sender.submit(canonical)
  const { exchange, proved, messageId = '(no id)', code } = submitted
  scene.follow(`${code === undefined ? 'receipt' : `negative receipt, ${code}`} for ${messageId}`)
  scene.follow(
    `  proved by ${sender.id}: record ${proved.index} of ${proved.size} in the log, exchange ${exchange}`,
  )
  return submitted
}

function tellEvent(scene: Scene, event: CounterpartEvent): void {
  switch (event.kind) {
    case 'took':
      return scene.follow(
        `${event.country} takes ${event.received.format} ${event.received.messageId}${event.repeated ? ' again' : ''}; our signature verifies`,
      )
    case 'pushed':
      return scene.follow(`${event.country} pushes its business receipt: ${event.status}`)
    case 'refused':
      return scene.follow(`${event.country} refuses: ${event.code} ${event.message}`)
  }
}

async function tellEnd(
  scene: Scene,
  sender: Counterpart,
  { exchange }: Submitted,
  signal: AbortSignal,
): Promise<void> {
  const { state, code } = await untilSettled(sender, exchange, signal)
  scene.follow(
    state === 'completed'
      ? "completed: the receiver's signed answer is in the log"
      : `${state} (${code ?? 'see the gateway log'})`,
  )
}

/** Fetches the bundle as the sender may, saves it, and asks the offline verifier. */
async function takeEvidence(
  { config }: Sandbox,
  { sender, submitted }: Sent,
  tell: Tell,
): Promise<ToldExchange> {
  const { exchange, messageId } = submitted
  const { state } = await stateOf(sender, exchange)
  const { status, bytes } = await sender.client().get(`/v1/exchanges/${exchange}/bundle`)
  if (status !== 200) {
    tell(`  no bundle of ${exchange}: ${status} ${Buffer.from(bytes).toString('utf8')}`)
    return { exchange, messageId, state, bundle: undefined, verdict: 'none' }
  }
  const bundle = saveBundle(config.dataFolder, exchange, bytes)
  const trust = parseTrust(readFileSync(join(config.certificateFolder, 'trust.json'), 'utf8'))
  const { verdict, checks } = await verifyBundle(bytes, trust)
  tell(`  ${shown(bundle)}  ${size(bytes.length)}, ${checks.length} checks: ${verdict}`)
  for (const { check, result, detail } of checks) if (result !== 'pass') tell(`    ${check}: ${detail}`)
  return { exchange, messageId, state, bundle, verdict }
}

function saveBundle(dataFolder: string, exchange: string, bytes: Uint8Array): string {
  const folder = join(dataFolder, 'bundles')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${exchange}.asice`)
  writeFileSync(file, bytes)
  return file
}

function tellEnding({ config, gateway }: Sandbox, exchanges: readonly ToldExchange[], tell: Tell): void {
  const [first] = exchanges
  const certs = shown(config.certificateFolder)
  const client = `--cacert ${certs}/sandbox-ca.crt --cert ${certs}/kz-customs.tls.crt --key ${certs}/kz-customs.tls.key`
  tell('\nLook around')
  tell(`  ${gateway.publicUrl}/                    what is here`)
  tell(`  ${gateway.publicUrl}/v1/log/checkpoint   signed head of the evidence log`)
  tell(`  ${gateway.publicUrl}/v1/openapi.json     API description`)
  tell(`  ${gateway.publicUrl}/metrics             Prometheus metrics`)
  tell('\nTry')
  tell(`  npx khorgos verify ${shown(first?.bundle ?? '')} --trust ${certs}/trust.json`)
  tell(`  curl ${client} ${gateway.partnerUrl}/v1/exchanges/${first?.exchange ?? ''}`)
  tell('\nUp until Ctrl-C. A second start keeps the data and runs another pair.')
}

/** A path as one would type it here. */
function shown(path: string): string {
  const below = relative('', path)
  return below.startsWith('..') ? path : below
}
