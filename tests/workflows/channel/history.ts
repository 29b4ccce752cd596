import type { JsonObject } from '../../../src/model/json.ts'
import type { Past } from '../../../src/workflows/channel/simulate.ts'
import {
  AEO_STATUSES,
  CHECKLIST_STATES,
  OPERATOR_CLASSES,
  PAPER_STATUSES,
} from '../../../src/workflows/channel/vocabulary.ts'

/** Numbers that look drawn and are the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const CODES = [
  '870321',
  '610910',
  '620342',
  '851713',
  '020130',
  '240220',
  '262011',
  '391590',
  '847130',
  '100199',
  '720839',
  '310210',
]
const COUNTRIES = ['KZ', 'MN', 'RU', 'UZ', 'DE', 'LA']

export interface Drawing {
  readonly number: () => number
  pick<T>(of: readonly T[]): T
  chance(share: number): boolean
}

export function drawing(seed: number): Drawing {
  const number = generator(seed)
  return {
    number,
    pick: (of) => {
      const found = of[Math.floor(number() * of.length)]
      if (found === undefined) throw new Error('there is nothing to pick from')
      return found
    },
    chance: (share) => number() < share,
  }
}

/** After the first day of the sandbox's parameters. */
const START = Date.UTC(2026, 0, 5)

/** One consignment at Erenhot, its facts as drawn; some of them are not established. */
export function drawnFacts(from: Drawing, at: number, start = START): JsonObject {
  const { pick, chance, number } = from
  const country = pick(COUNTRIES)
  const goods = Array.from({ length: 1 + Math.floor(number() * 6) }, (_, index) => {
    const mass = 100 + Math.floor(number() * 20_000)
    const price = 1 + Math.floor(number() * 60)
    return {
      number: index + 1,
      hs: pick(CODES),
      ...(chance(0.95) && { origin: chance(0.8) ? country : pick(COUNTRIES) }),
      grossMass: String(mass + 50),
      netMass: String(mass),
      packages: 1 + Math.floor(number() * 200),
      value: String(mass * price),
      currency: 'USD',
      valuePerKilogram: String(price),
      preference: chance(0.2),
      ...(chance(0.03) && { undg: '1203' }),
    }
  })
  const total = goods.reduce((sum, { value }) => sum + Number(value), 0)
  return {
    office: pick(['0705', '9402', '9408']),
    movement: pick(['import', 'import', 'export', 'transit']),
    moment: new Date(start + at * 3_600_000).toISOString(),
    draw: Math.floor(number() * 10_000),
    operator: {
      id: `operator-${Math.floor(number() * 40)}`,
      ...(chance(0.9) && { class: pick(OPERATOR_CLASSES) }),
      ...(chance(0.9) && { aeo: pick(AEO_STATUSES) }),
      declarations: Math.floor(number() * 200),
      differences: chance(0.7) ? 0 : Math.floor(number() * 10),
    },
    goods,
    value: { total: String(chance(0.95) ? total : total + 1), currency: 'USD' },
    countries: { export: country, destination: chance(0.8) ? 'CN' : 'VN' },
    ...(chance(0.8) && {
      papers: chance(0.5)
        ? []
        : [{ kind: pick(['861', '853', 'quarantine-permit']), id: 'P1', status: pick(PAPER_STATUSES) }],
    }),
    route: { countries: chance(0.8) ? [country, 'CN'] : [country, 'KG', 'CN'] },
    transport: {
      mode: '3',
      nationality: chance(0.8) ? country : 'PL',
      containers: chance(0.5) ? [] : [{ id: 'MSCU1234567', seals: chance(0.8) ? 1 : 0, fullness: '5' }],
    },
    logistics: {
      consolidated: chance(0.2),
      underway: `${Math.floor(number() * 240)}h`,
      ...(chance(0.9) && { checklist: pick(CHECKLIST_STATES) }),
      ...(chance(0.9) && { massDifference: String(Math.floor(number() * 1400) - 700) }),
    },
    ...(chance(0.3) && {
      inspection: {
        recognition: pick(['recognised', 'not']),
        result: pick(['conforming', 'differing']),
        sealsIntact: chance(0.9),
      },
    }),
  }
}

/** The sandbox's past: six inspections in ten gave a result, and differences are likelier where facts look bad. */
export function drawnHistory(count: number, { seed = 20_261_121, start = START } = {}): readonly Past[] {
  const from = drawing(seed)
  return Array.from({ length: count }, (_, at) => {
    const facts = drawnFacts(from, at, start)
    if (!from.chance(0.6)) return { facts }
    const differing = from.chance(JSON.stringify(facts).includes('"discrepancy"') ? 0.6 : 0.15)
    return {
      facts,
      outcome: {
        result: differing ? 'differing' : 'conforming',
        minutes: 20 + Math.floor(from.number() * 60),
      },
    }
  })
}
