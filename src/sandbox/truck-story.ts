import { createHash } from 'node:crypto'
import type { JsonObject } from '../model/json.ts'
import type { BorderSide } from './counterpart/border-decision.ts'
import type { Counterpart } from './counterpart/counterpart.ts'
import type { Received } from './counterpart/receive.ts'
import { openOfficer, type OfficerClient, type Task } from './people/officer-client.ts'
import { type Crossing, newTrip } from './samples.ts'
import type { Sandbox } from './sandbox.ts'
import { send, tellEnd, tellEvent, type Sent } from './steps.ts'
import { openScene, type Scene, type Tell } from './telling.ts'
import {
  act,
  confirmationIn,
  decide,
  findTask,
  freeNumber,
  showAccount,
  untilState,
  untilTaken,
} from './truck-steps.ts'

/**
 * Two trucks that leave China: the list of each is checked where it leaves, sent across, and the side that the truck enters
 * decides. Officers work over the API, with tokens of the sandbox's issuer.
 */

export interface TruckTold {
  readonly sent: Sent
  /** Number of the list. */
  readonly checklist: string
  /** Id of the case. */
  readonly case: string
  /** How the case ended. */
  readonly outcome: string | undefined
}

/** Digest of a photo that the exit keeps: a list carries the digest, and never the picture. */
const photo = (name: string): JsonObject => ({
  kindCode: 'photo',
  name: `${name}.jpg`,
  digest: createHash('sha256').update(`sandbox photo ${name}`).digest('hex'),
})

/** Nothing differs. */
export function erenhotToZamynUud(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<TruckTold> {
  const scene = openScene(
    'Erenhot → Zamyn-Uud: a truck with its load checklist, checked once for both sides',
    tell,
  )
  const road = {
    crossing: 'CNERC-MNZUU',
    district: '0705',
    side: 'mn-customs',
    officer: 'erenhot-exit',
  } as const
  return onTheRoad(scene, sandbox, road, signal, async (truck) => {
    await truck.leave('weighs 42710 kg, reads the seal CNE0705118823, takes a photo, and lets it go', {
      resultCode: 'conforming',
      inspections: [weighing('42710', '15900', photo('erenhot-lane-2'))],
      seals: [{ id: 'CNE0705118823', kindCode: 'E', sealingPartyCode: 'CU' }],
    })
    await truck.decided(2, 'released', 'Чөлөөлсөн / 放行')
    return truck.until('released')
  })
}

/** Too heavy, and under another seal: it is held until the exit has said why. */
export function jeminayToMaikapchagai(sandbox: Sandbox, tell: Tell, signal: AbortSignal): Promise<TruckTold> {
  const scene = openScene('Jeminay → Maikapchagai: a truck that is held, explained, and released', tell)
  const road = { crossing: 'CNJEM', district: '9408', side: 'kz-customs', officer: 'jeminay-exit' } as const
  return onTheRoad(scene, sandbox, road, signal, async (truck) => {
    await truck.leave('weighs 39200 kg, seals it with CU4471902, and lets it go', {
      resultCode: 'conforming',
      inspections: [weighing('39200', '17200', photo('jeminay-scales'))],
      seals: [{ id: 'CU4471902', kindCode: 'M', sealingPartyCode: 'CU' }],
    })
    await truck.decided(2, 'held', 'До выяснения расхождений', [
      { kindCode: 'mass', tagId: '131', declared: '22000', found: '22640' },
      { kindCode: 'seal-number', tagId: '165', declared: 'CU4471902', found: 'CU4471920' },
    ])
    await truck.until('held')
    await truck.explain(
      'supervisor',
      'explains: the scales were read again, and the seal was replaced after that',
      {
        resultCode: 'differing',
        inspections: [weighing('39840', '17200', photo('jeminay-second-weighing'), 'differing')],
        seals: [{ id: 'CU4471920', kindCode: 'M', sealingPartyCode: 'CU' }],
        description: 'Seal CU4471902 was replaced by CU4471920 after the second weighing',
      },
    )
    await truck.decided(3, 'released', 'Выпуск, расхождения объяснены')
    return truck.until('released')
  })
}

const weighing = (
  grossMassMeasure: string,
  tareWeightMeasure: string,
  attachment: JsonObject,
  resultCode = 'conforming',
): JsonObject => ({
  kindCode: 'weighing',
  resultCode,
  grossMassMeasure,
  tareWeightMeasure,
  attachments: [attachment],
})

interface Road {
  readonly crossing: Crossing
  /** Of the office that gives the number: the same as the office, here. */
  readonly district: string
  /** Who decides about trucks that enter. */
  readonly side: Extract<BorderSide, 'mn-customs' | 'kz-customs'>
  /** Exit officer. */
  readonly officer: string
}

/** What can be done with a truck whose list was issued. */
interface Truck {
  leave(says: string, statement: JsonObject): Promise<void>
  explain(by: string, says: string, statement: JsonObject): Promise<void>
  /** @param lists how many messages about it the other side has to have by then */
  decided(
    lists: number,
    statusCode: 'released' | 'held',
    description: string,
    findings?: Parameters<typeof decide>[4]['findings'],
  ): Promise<void>
  /** @returns how the case has ended, if it has */
  until(state: string): Promise<string | undefined>
}

async function onTheRoad(
  scene: Scene,
  sandbox: Sandbox,
  { crossing, district, side, officer }: Road,
  signal: AbortSignal,
  travel: (truck: Truck) => Promise<string | undefined>,
): Promise<TruckTold> {
  const { border, samples, config, gateway, kazakhstan, mongolia } = sandbox
  const neighbour: Counterpart = side === 'mn-customs' ? mongolia : kazakhstan
  const officers = new Map<string, OfficerClient>()
  const called = (id: string): OfficerClient => {
    const there = officers.get(id) ?? openOfficer(config, gateway.peopleUrl ?? '', id)
    officers.set(id, there)
    return there
  }
  const taken: Received[] = []
  const stop = sandbox.listen((event) => {
    const ofNeighbour = event.kind === 'took' && event.country === side
    tellEvent(scene, event, ofNeighbour ? confirmationIn(event.received) : '')
    if (ofNeighbour) taken.push(event.received)
  })
  try {
    const at = new Date()
    const exit = called(officer)
    const checklist = await freeNumber(exit, district, at)
    const canonical = samples.checklist(newTrip('CN', at), crossing, checklist)
    const submitted = await send(scene, border, `load checklist ${checklist}`, canonical)
    await tellEnd(scene, border, submitted, signal)
    const task: Task = await findTask(scene, exit, checklist, signal)
    const truck: Truck = {
      leave: async (says, data) => {
        await act(scene, sandbox, exit, { task, event: 'confirmed', data, says })
        await untilTaken(taken, checklist, 2, signal)
      },
      explain: async (by, says, data) => {
        const open = await findTask(scene, called(by), checklist, signal)
        await act(scene, sandbox, called(by), { task: open, event: 'confirmed', data, says })
      },
      decided: async (lists, statusCode, description, findings = []) => {
        const { messageId } = await untilTaken(taken, checklist, lists, signal)
        await decide(scene, sandbox, neighbour, side, {
          messageId,
          checklist,
          statusCode,
          description,
          findings,
        })
      },
      until: async (state) => (await untilState(scene, exit, task, state, signal)).outcome,
    }
    const outcome = await travel(truck)
    await showAccount(scene, exit, checklist, signal)
    return { sent: { sender: border, submitted }, checklist, case: task.case, outcome }
  } finally {
    stop()
    await Promise.all([...officers.values()].map((each) => each.close()))
  }
}
