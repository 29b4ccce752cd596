import { setTimeout as sleep } from 'node:timers/promises'
import { asObject } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { clear, type Cleared, declare, refuse } from './clearance-steps.ts'
import type { CounterpartEvent } from './counterpart/parts.ts'
import { certificateNumber, type Issuer } from './origin-fields.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { send, tellEnd, tellEvent, type Sent } from './steps.ts'
import { openScene, type Scene, type Tell } from './telling.ts'
import { untilSo } from './watch.ts'

/**
 * A certificate of origin of one country, the declaration of the other that quotes it, and the clearance that asks whether
 * it is real, takes from it what is declared, and tells its issuer.
 */

export interface Certified {
  readonly sent: Sent
  /** Undefined when the clearance had nothing to ask about, or was refused. */
  readonly cleared: Cleared | undefined
}

/** All of it, and a second declaration that wants more than is left. */
export async function laosToChina(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<Certified> {
  const scene = openScene('Laos → China: a certificate of origin, its use, and its use once too often', tell)
  return certified(scene, sandbox, 'LA', signal, async (certificate) => {
    const atBorder = await declare(scene, sandbox, 'LA', certificate)
    const cleared = await clear(scene, sandbox, atBorder, { tellsChecks: true })
    const declined = await refuse(scene, sandbox, await declare(scene, sandbox, 'LA', certificate))
    return { cleared, reported: [cleared?.used?.id, declined] }
  })
}

/** A certificate of Cambodia and one of Myanmar, each used up by one declaration. */
export async function neighboursToChina(
  sandbox: Sandbox,
  tell: Tell,
  signal: AbortSignal,
): Promise<Certified[]> {
  const scene = openScene('Cambodia → China, Myanmar → China: two more certificates, each used up', tell)
  const told: Certified[] = []
  for (const issuer of ['KH', 'MM'] as const)
    told.push(
      await certified(scene, sandbox, issuer, signal, async (certificate) => {
        const cleared = await clear(scene, sandbox, await declare(scene, sandbox, issuer, certificate))
        return { cleared, reported: [cleared?.used?.id] }
      }),
    )
  return told
}

/** A certificate that is left to whoever reads the story. */
export async function unusedFromLaos(
  sandbox: Sandbox,
  tell: Tell,
  signal: AbortSignal,
): Promise<Certified & { readonly certificate: JsonObject | undefined }> {
  const scene = openScene('Laos → China: a certificate that nobody uses, for you to try', tell)
  let unused: JsonObject | undefined
  // Its number has to be another than that of the first, which is of an earlier second.
  await sleep(1_000, undefined, { signal })
  const certificateOnly = (certificate: JsonObject): Promise<Used> => {
    unused = certificate
    return Promise.resolve({ cleared: undefined, reported: [] })
  }
  const told = await certified(scene, sandbox, 'LA', signal, certificateOnly)
  return { ...told, certificate: unused }
}

/** What an issuer is told, by the message id of our report: each may come long after what it tells of. */
function tidings({ received: { messageId } }: Extract<CounterpartEvent, { kind: 'took' }>): string {
  const what = messageId.endsWith('-D') ? 'was declined' : 'was used'
  return `: it tells that the certificate ${what}`
}

/** What became of a certificate, and the write-offs that its issuer is told of. */
interface Used {
  readonly cleared: Cleared | undefined
  readonly reported: readonly (string | undefined)[]
}

async function certified(
  scene: Scene,
  sandbox: Sandbox,
  issuer: Issuer,
  signal: AbortSignal,
  use: (certificate: JsonObject) => Promise<Used>,
): Promise<Certified> {
  const { issuers, samples } = sandbox
  const sender = issuers[issuer]
  let certificate: JsonObject | undefined
  const reports: string[] = []
  const stop = sandbox.listen((event) => {
    tellEvent(scene, event, event.kind === 'took' && event.country === sender.id ? tidings(event) : '')
    if (event.kind !== 'took') return
    certificate ??= asObject(event.received.documents['certificate-of-origin'])
    if (event.country === sender.id) reports.push(event.received.messageId)
  })
  try {
    const trip = newTrip(issuer, new Date())
    const name = `Form E ${certificateNumber(trip, issuer)}`
    const submitted = await send(scene, sender, name, samples.formE(trip, issuer))
    await tellEnd(scene, sender, submitted, signal)
    const used = certificate && (await use(certificate))
    const expected = (used?.reported ?? []).flatMap((id) => id?.replaceAll('-', '') ?? [])
    const isTold = (id: string): boolean => reports.some((messageId) => messageId.startsWith(id))
    if (!(await untilSo(() => expected.every(isTold), signal)))
      scene.follow(`${sender.id} was not told yet (see the gateway log)`)
    return { sent: { sender, submitted }, cleared: used?.cleared }
  } finally {
    stop()
  }
}
