import * as fc from 'fast-check'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Case } from '../../../src/workflows/cases/case.ts'
import { stateOf } from '../../../src/workflows/cases/step.ts'
import type { Definition } from '../../../src/workflows/definitions/definition.ts'
import type { Letter, ModelGateway } from './gateway.ts'
import type { Draw, Stater } from './statements.ts'

/**
 * Gateways on two sides of a border, with all that can go wrong between them: messages are lost, doubled, delayed and reordered,
 * officers do what they please, time passes, papers fall, gateways crash. Then everybody does what is asked of him, and every case has
 * to come to an end, on both sides the same.
 */
export interface WorldParts {
  readonly clock: { now: number }
  readonly gateways: readonly ModelGateway[]
  /** What may come from elsewhere, at any time, in any order. */
  readonly papers: readonly Paper[]
  readonly state: Stater
  /** Where less comes in between, cases come farther. */
  readonly calm: boolean
  /** Workflows of which the cases about one thing end alike: one on either side. */
  readonly alike: readonly (readonly [string, string])[]
}

/** A document that no gateway makes. */
export interface Paper {
  /** The load or declaration that it is about. */
  readonly about: string
  /** Workflow and event that it is there. */
  readonly name: string
  readonly to: string
  readonly from: string
  readonly document: string
  readonly content: (now: Date) => JsonObject
  /** It may be the first of all. */
  readonly opens: boolean
  /** A third country says it. */
  readonly isStray: boolean
  /** To whom else its sender sends it. */
  readonly forwardedTo?: string
}

/** One thing that happens. Numbers choose among what is there then. */
export type Move =
  | { readonly move: 'paper'; readonly event: number; readonly which: number }
  | { readonly move: 'letter'; readonly which: number; readonly fate: 'lost' | 'once' | 'again' }
  | {
      readonly move: 'act'
      readonly which: number
      readonly event: number
      readonly how: 'well' | 'anyhow' | 'again' | 'stale' | 'elsewhere' | 'opening'
    }
  | { readonly move: 'work'; readonly gateway: number }
  | { readonly move: 'wait'; readonly hours: number }
  | { readonly move: 'fall'; readonly which: number; readonly what: 'document' | 'key' }
  | { readonly move: 'crash'; readonly gateway: number }

const nat = fc.nat(10_000)
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ move: fc.constant('paper'), event: nat, which: nat }) },
  {
    weight: 5,
    arbitrary: fc.record({
      move: fc.constant('letter'),
      which: nat,
      fate: fc.constantFrom('lost', 'once', 'once', 'again'),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      move: fc.constant('act'),
      which: nat,
      event: nat,
      how: fc.constantFrom('well', 'well', 'well', 'anyhow', 'again', 'stale', 'elsewhere', 'opening'),
    }),
  },
  { weight: 6, arbitrary: fc.record({ move: fc.constant('work'), gateway: nat }) },
  { weight: 2, arbitrary: fc.record({ move: fc.constant('wait'), hours: fc.nat(120) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      move: fc.constant('fall'),
      which: nat,
      what: fc.constantFrom('document', 'key'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ move: fc.constant('crash'), gateway: nat }) },
)

/** Many runs are short, so that cases also end of themselves. */
export const moves = fc.noBias(
  fc.oneof(...[12, 40, 120].map((maxLength) => fc.array(move, { maxLength, size: 'max' }))),
)

/** One of so many papers is a third country's. */
const STRAYS = 9
/** One of so many papers comes where it is calm. */
const CALM = 6
/** One of so many openings is tried. */
const OPENINGS = 2
const HOUR_MS = 3_600_000
/** In which everybody does what is asked of him; far more than any case needs. */
const ROUNDS = 250

/** @throws Error saying what is wrong, and what has happened until then */
export function runWorld(parts: WorldParts, all: readonly Move[], seed: number): void {
  const draw = drawFrom(seed)
  const world = createWorld(parts, draw)
  try {
    world.begin()
    for (const each of all) world.go(each)
    world.settle()
    requireAlike(parts)
    for (const gateway of parts.gateways) gateway.replay()
  } catch (thrown) {
    const stories = parts.gateways.map((gateway) => gateway.story())
    const what = thrown instanceof Error ? thrown.message : String(thrown)
    throw new Error([what, ...stories].join('\n'), { cause: thrown })
  }
}

function createWorld({ clock, gateways, papers, state, calm }: WorldParts, draw: Draw) {
  /** The plainest thing that one can say, most of the time. */
  const plainly: Draw = (below) => (calm && draw(4) > 0 ? 0 : draw(below))
  const channel: Letter[] = []
  let serial = 0
  const gatewayOf = (country: string) => gateways.find((each) => each.country === country)
  const deliver = (letter: Letter): void => gatewayOf(letter.to)?.hear(letter)
  const work = (gateway: ModelGateway): void => {
    const letter = gateway.work()
    const other = gateways.find(({ country }) => country !== gateway.country)
    if (letter !== undefined && other !== undefined) channel.push({ ...letter, to: other.country })
  }
  const all = (): { readonly gateway: ModelGateway; readonly each: Case }[] =>
    gateways.flatMap((gateway) => gateway.cases().map((each) => ({ gateway, each })))
  /** Somebody of the right role and office does it. */
  const act = (gateway: ModelGateway, each: Case, name: string, how: string): void => {
    const definition = definitionOf(gateway, each)
    const type = definition.events.get(name)
    if (type?.by !== 'act') return
    const isStale = how === 'stale'
    const entry = {
      id: idOf((serial += 1)),
      target: { case: each.id },
      event: name,
      revision: isStale ? each.revision - 1 - draw(3) : each.revision,
      data: state(type, plainly),
      by: {
        subject: 'officer',
        issuer: 'model',
        roles: new Set(how === 'anyhow' ? [...definition.roles.keys()] : type.roles),
        offices: new Set([how === 'elsewhere' ? 'elsewhere' : each.office]),
      },
    }
    const { outcome } = gateway.act(entry)
    if (outcome === 'done' && (isStale || how === 'elsewhere'))
      throw new Error(`${name} was done by somebody who may not`)
    if (outcome === 'done' && how === 'again' && gateway.act(entry).outcome !== 'repeated')
      throw new Error(`${name} was done twice`)
  }
  const openBy = (gateway: ModelGateway): void => {
    const opening = gateway.definitions.flatMap((definition) =>
      [...definition.events.values()].flatMap((type) =>
        type.opens && type.by === 'act' ? [{ definition, type }] : [],
      ),
    )
    const chosen = opening[draw(opening.length)]
    const about = papers[draw(papers.length)]
    if (chosen === undefined || about === undefined) return
    const { definition, type } = chosen
    const wake = definition.wakes.find(({ office, document }) => office && document === about.document)
    const content = about.content(new Date(clock.now))
    const scope = { document: content, message: { country: about.from, partner: about.from } }
    const [key, office] = [wake?.key(scope), wake?.office?.(scope)]
    if (key === undefined || office === undefined) return
    gateway.act({
      id: idOf((serial += 1)),
      // Where the office numbers it, it is named by nobody else.
      target: { workflow: definition.workflow, key: type.numbered ? undefined : key, office },
      event: type.name,
      revision: undefined,
      data: state(type, plainly),
      by: { subject: 'officer', issuer: 'model', roles: new Set(type.roles), offices: new Set([office]) },
    })
  }
  /** Of one event as likely as of another, however many papers tell of it. */
  const tell = (among: readonly Paper[], { event, which }: { event: number; which: number }): void => {
    const names = [...new Set(among.map(({ name }) => name))]
    const named = among.filter(({ name }) => name === names[event % names.length])
    const paper = named[which % named.length]
    if (paper === undefined) return
    const { to, from, document, forwardedTo } = paper
    const letter = { from, document, content: paper.content(new Date(clock.now)), id: `p${(serial += 1)}` }
    deliver({ ...letter, to })
    if (forwardedTo !== undefined) channel.push({ ...letter, to: forwardedTo })
  }
  const go = (each: Move): void => {
    switch (each.move) {
      case 'paper': {
        if (calm && draw(CALM) > 0) return
        const isStray = each.which % STRAYS === 0
        return tell(
          papers.filter((paper) => paper.isStray === isStray),
          each,
        )
      }
      case 'letter': {
        const at = each.which % Math.max(1, channel.length)
        const letter = channel[at]
        if (each.fate !== 'again') channel.splice(at, 1)
        if (letter !== undefined && (calm || each.fate !== 'lost')) deliver(letter)
        return
      }
      case 'act': {
        const there = all()
        const chosen = there[each.which % Math.max(1, there.length)]
        const gateway = chosen?.gateway ?? gateways[each.which % gateways.length]
        if (gateway === undefined) return
        if (each.how === 'opening') return each.event % OPENINGS === 0 ? openBy(gateway) : undefined
        if (chosen === undefined) return
        const { events, states } = definitionOf(gateway, chosen.each)
        const here = states.get(chosen.each.state)
        const known = each.how === 'anyhow' ? [...events.keys()] : [...(here?.on.keys() ?? [])]
        const acts = known.filter((name) => events.get(name)?.by === 'act')
        const name = acts[each.event % Math.max(1, acts.length)]
        return name === undefined ? undefined : act(gateway, chosen.each, name, each.how)
      }
      case 'work':
        return gateways
          .slice(each.gateway % gateways.length)
          .slice(0, 1)
          .forEach(work)
      case 'wait':
        clock.now += (calm ? each.hours >> 3 : each.hours) * HOUR_MS
        // Nobody has come by yet: what happens next finds the deadlines over.
        return
      case 'fall': {
        const there = all()
        const chosen = there[each.which % Math.max(1, there.length)]
        return chosen?.gateway.fall(chosen.each.id, each.what)
      }
      case 'crash':
        return gateways[each.gateway % gateways.length]?.crash()
    }
  }
  const isQuiet = (): boolean => channel.length === 0 && gateways.every((gateway) => gateway.isIdle())
  return {
    /** Most of what happens begins with the paper that it is meant to begin with. */
    begin(): void {
      if (draw(4) > 0)
        tell(
          papers.filter(({ opens, isStray }) => opens && !isStray),
          { event: draw(100), which: draw(100) },
        )
    },
    go,
    settle(): void {
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const gateway of gateways) gateway.pass()
        // What is on its way may take its time, and comes.
        while (!isQuiet() && draw(4) > 0) {
          for (const gateway of gateways) while (!gateway.isIdle()) work(gateway)
          for (const letter of channel.splice(0)) deliver(letter)
        }
        const open = all().filter(({ each }) => each.outcome === undefined)
        if (open.length === 0 && isQuiet()) return
        for (const { gateway, each } of open) {
          // One does what the case is waiting for, another is late with it.
          const tasks = stateOf(definitionOf(gateway, each), each.state).tasks
          const acts = tasks.flatMap((task) => task.acts)
          const name = acts[draw(acts.length + 1)]
          if (name !== undefined) act(gateway, each, name, 'well')
        }
        const due = open.flatMap(({ each }) => each.dueAt?.getTime() ?? []).toSorted((a, b) => a - b)[0]
        clock.now = draw(2) === 0 && due !== undefined ? Math.max(clock.now, due) : clock.now + HOUR_MS
      }
      const stuck = all().filter(({ each }) => each.outcome === undefined)
      throw new Error(stuck.map(({ each }) => `${each.workflow} is stuck in ${each.state}`).join('; '))
    },
  }
}

/** The case of one side and that of the other about the same thing. */
function requireAlike({ gateways, alike }: WorldParts): void {
  const ended = gateways.flatMap(({ country, cases }) => cases().map((each) => ({ country, ...each })))
  for (const [one, other] of alike)
    for (const first of ended.filter(({ workflow }) => workflow === one)) {
      const second = ended.find(
        ({ workflow, key, country }) => workflow === other && key === first.key && country !== first.country,
      )
      if (second === undefined) continue
      const [end, otherEnd] = [first, second].map(
        ({ outcome, data }) => `${outcome} (${JSON.stringify(data['decision'])})`,
      )
      if (end !== otherEnd) throw new Error(`one side ends as ${end}, the other as ${otherEnd}`)
    }
}

function definitionOf(gateway: ModelGateway, { definition: hash }: Case): Definition {
  const found = gateway.definitions.find((each) => each.hash === hash)
  if (found === undefined) throw new Error('a case runs by no definition')
  return found
}

const idOf = (serial: number): string => `0199f3a1-0000-7000-8000-${serial.toString(16).padStart(12, '0')}`

/** Xorshift: what was drawn once is drawn again with the same seed. */
function drawFrom(seed: number): Draw {
  let word = (seed ^ 0x9e37_79b9) | 1
  return (below) => {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    return (word >>> 0) % Math.max(1, below)
  }
}
