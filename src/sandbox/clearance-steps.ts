import { GatewayError } from '../client/gateway-error.ts'
import type { Signed } from '../client/signed.ts'
import type { Answer } from '../model/generated/verification/answer.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { WriteOffRequest } from '../model/generated/verification/write-off-request.ts'
import type { JsonObject } from '../model/json.ts'
import {
  type Declared,
  declarationReader,
  numberOf,
  questionAbout,
  refusalOf,
  reservationOf,
} from './counterpart/clearance.ts'
import type { Issuer } from './origin-fields.ts'
import type { Kept } from './evidence.ts'
import { newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { send } from './steps.ts'
import { checkLines, leftLines } from './tell-statement.ts'
import type { Scene } from './telling.ts'

/** What the clearance does with a declaration, told while it is done. */

/** A declaration at the border, and the certificate that it quotes. */
export interface AtBorder {
  readonly certificate: JsonObject
  readonly declared: Declared
}

/** What the clearance was told: the answer about the certificate, and what it used of it, if it did. */
export interface Cleared {
  readonly answer: Kept
  readonly used: Kept | undefined
}

/** The importer's declaration is sent on for the ledger, and read for what it quotes. */
export async function declare(
  scene: Scene,
  { clearance, samples, formats }: Sandbox,
  issuer: Issuer,
  certificate: JsonObject,
): Promise<AtBorder> {
  const number = numberOf(certificate)
  const canonical = samples.declaration(newTrip(issuer, new Date()), issuer, number)
  const declared = declarationReader(formats)(canonical, number)
  await send(
    scene,
    clearance,
    `declaration ${declared.number} (DecMessage), which quotes ${number}`,
    canonical,
  )
  return { certificate, declared }
}

/** Asks, sets aside, releases the goods and uses: the way of a declaration that is in order. */
export async function clear(
  scene: Scene,
  sandbox: Sandbox,
  at: AtBorder,
  { tellsChecks = false }: { readonly tellsChecks?: boolean } = {},
): Promise<Cleared | undefined> {
  const answered = await ask(scene, sandbox, at)
  if (answered === undefined) return undefined
  const { verification: id, verdict: says, checks } = answered.statement
  if (tellsChecks) for (const line of checkLines(checks)) scene.add(line)
  const reserved = await writeOff(scene, sandbox, reservationOf(at.certificate, at.declared))
  const used = reserved && (await use(scene, sandbox, reserved))
  return {
    answer: { id, says, signed: answered },
    used: used && { id: used.statement.writeOff, says: used.statement.state, signed: used },
  }
}

/** Wants what is not there any more, and declines. @returns the id of the write-off that was declined */
export async function refuse(
  scene: Scene,
  sandbox: Sandbox,
  { certificate, declared }: AtBorder,
): Promise<string | undefined> {
  const taken = await writeOff(scene, sandbox, reservationOf(certificate, declared))
  if (taken !== undefined) return undefined
  const declined = await writeOff(
    scene,
    sandbox,
    refusalOf(certificate, declared, 'More is declared than the certificate has left.'),
  )
  return declined?.statement.writeOff
}

async function ask(
  scene: Scene,
  { clearance }: Sandbox,
  { certificate, declared }: AtBorder,
): Promise<Signed<Answer> | undefined> {
  const question = questionAbout(certificate, declared)
  scene.begin(
    `${clearance.id} asks about ${question.number}, quoted by declaration ${declared.number}, for ${question.purpose}`,
  )
  const signed = await orRefused(scene, clearance.agency.ask(question))
  if (signed !== undefined)
    scene.follow(`${signed.statement.verdict}, signed, record ${signed.statement.ledger.size} in the log`)
  return signed
}

async function writeOff(
  scene: Scene,
  { clearance }: Sandbox,
  request: WriteOffRequest,
): Promise<Signed<WriteOff> | undefined> {
  const wanted = request.lines.map(({ line, quantity }) =>
    quantity === undefined ? `line ${line}` : `${quantity.quantity} ${quantity.unitCode} of line ${line}`,
  )
  scene.begin(
    `${clearance.id} ${request.state === 'declined' ? 'declines' : 'reserves'} ${wanted.join(', ')}`,
  )
  return tellWriteOff(scene, clearance.agency.writeOff(request))
}

async function use(
  scene: Scene,
  { clearance }: Sandbox,
  { statement }: Signed<WriteOff>,
): Promise<Signed<WriteOff> | undefined> {
  scene.begin(`${clearance.id} releases the goods and uses what it reserved`)
  return tellWriteOff(scene, clearance.agency.use(statement.writeOff))
}

async function tellWriteOff(
  scene: Scene,
  asked: Promise<Signed<WriteOff>>,
): Promise<Signed<WriteOff> | undefined> {
  const signed = await orRefused(scene, asked)
  if (signed === undefined) return undefined
  const { state, ledger, lines } = signed.statement
  scene.follow(`${state}, signed, record ${ledger.size} in the log`)
  for (const line of leftLines(lines)) scene.add(line)
  return signed
}

async function orRefused<T>(scene: Scene, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (thrown) {
    if (!(thrown instanceof GatewayError)) throw thrown
    scene.follow(`refused: ${thrown.status ?? 'no reply'} ${thrown.code}`)
    scene.add(thrown.message)
    return undefined
  }
}
