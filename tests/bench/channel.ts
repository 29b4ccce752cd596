import { resolve } from 'node:path'
import { prepareChannels } from '../../src/workflows/channel/decide.ts'
import { registerOf } from '../../src/workflows/channel/in-force.ts'
import { loadChannel } from '../../src/workflows/channel/load.ts'
import {
  compileParameter,
  type CompiledParameter,
  type Parameter,
} from '../../src/workflows/channel/parameter.ts'
import { DIMENSIONS } from '../../src/workflows/channel/vocabulary.ts'
import { drawing, drawnFacts, type Drawing } from '../workflows/channel/history.ts'

export interface ChannelFigures {
  readonly parameters: number
  readonly decisions: number
  /** Milliseconds of one decision with its explanation. */
  readonly p50: number
  readonly p99: number
  readonly worst: number
  /**
   * 99th percentile over the consignments, each by the fastest of its rounds: what the decision itself takes, where
   * other programs share the processors.
   */
  readonly p99Undisturbed: number
  /** Parameters that fired, and that were open, on average. */
  readonly fired: number
  readonly open: number
}

const WARM_UP = 2_000

/**
 * Decides about drawn consignments with many active parameters. Their conditions are those of the sandbox, with other
 * codes, countries and numbers, in the mix in which an office has them: most look for a tariff number or a country, one
 * in ten looks at numbers alone and has to be computed every time. Of the consignments one in ten lacks each fact.
 */
export function measureChannel(parameters = 1_000, decisions = 20_000): ChannelFigures {
  const { subCentres, policy } = loadChannel(resolve('schemas/workflows/channel'))
  const from = drawing(7)
  const lot = Array.from({ length: parameters }, (_, at) => drawnParameter(from, at))
  const channels = prepareChannels(registerOf(lot, subCentres), policy)
  const facts = Array.from({ length: 2_000 }, (_, at) => drawnFacts(from, at))
  const times: number[] = []
  const fastest = facts.map(() => Number.POSITIVE_INFINITY)
  let [fired, open] = [0, 0]
  for (let round = 0; round < WARM_UP + decisions; round += 1) {
    const given = facts[round % facts.length] ?? {}
    const started = performance.now()
    const decision = channels.decide(given)
    const took = performance.now() - started
    if (round < WARM_UP) continue
    times.push(took)
    fastest[round % facts.length] = Math.min(took, fastest[round % facts.length] ?? took)
    fired += decision.fired.length
    open += decision.notEstablished.length
  }
  const at = (share: number, of = times): number =>
    of.toSorted((one, other) => one - other)[Math.floor(share * (of.length - 1))] ?? 0
  return {
    parameters,
    decisions,
    p50: at(0.5),
    p99: at(0.99),
    worst: at(1),
    p99Undisturbed: at(0.99, fastest),
    fired: fired / decisions,
    open: open / decisions,
  }
}

const CHAPTERS = Array.from({ length: 97 }, (_, at) => String(at + 1).padStart(2, '0'))

function drawnParameter(from: Drawing, at: number): CompiledParameter {
  const { pick, number } = from
  const code = () => `${pick(CHAPTERS)}${String(Math.floor(number() * 100)).padStart(2, '0')}`
  const country = () => pick(['KZ', 'MN', 'RU', 'UZ', 'DE', 'LA', 'KG', 'TJ', 'BY', 'PL', 'VN', 'TH'])
  const amount = () => String(Math.floor(number() * 40))
  const when = pick([
    () => `goods.exists(g, g.hs.startsWith("${code()}") && g.origin == "${country()}")`,
    () =>
      `goods.exists(g, (g.hs.startsWith("${code()}") || g.hs.startsWith("${code()}")) && g.valuePerKilogram < ${amount()})`,
    () => `goods.exists(g, g.hs in ["${code()}10", "${code()}20"]) && operator.class != "high"`,
    () =>
      `goods.exists(g, g.hs.startsWith("${code()}")) && !papers.exists(p, p.kind == "861" && p.status == "in-force")`,
    () => `countries.export == "${country()}" && value.total > ${amount()}000000`,
    () =>
      `countries.export == "${country()}" && goods.exists(g, g.hs.startsWith("${code()}") && g.netMass > ${amount()}000)`,
    () =>
      `operator.class == "low" && transport.nationality == "${country()}" && logistics.massDifference > ${amount()}00`,
    () =>
      `movement == "transit" && countries.destination == "VN" && goods.exists(g, g.hs.startsWith("${code()}"))`,
    () =>
      `papers.exists(p, p.kind == "853" && p.status == "suspended") && goods.exists(g, g.hs.startsWith("${code()}"))`,
    () => `operator.declarations < ${amount()} && operator.differences > 8`,
  ])()
  const parameter: Parameter = {
    id: `drawn-${at}`,
    version: 1,
    dimension: pick(DIMENSIONS),
    owner: '0705',
    author: 'author',
    subCentre: 'qingdao',
    validFrom: '2026-01-01',
    when,
    effect: pick([{ score: 10 }, { score: 20 }, { atLeast: 'high' as const }]),
    reason: 'commodity.vehicles',
    costs: { minutes: 30 },
    status: 'active',
  }
  return compileParameter(parameter, { path: parameter.id })
}
