import { CODES, KhorgosError } from '../../errors.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { eventsOfTrip } from '../../store/workflows/trip-events.ts'
import { findTrips, tripsWith, type TripRow } from '../../store/workflows/trips.ts'
import { isId } from '../cases/names.ts'
import type { CargoEvent } from './event.ts'
import type { CargoRules } from './rules.ts'
import type { AtOffices, CargoEventView, CargoService, CargoView } from './service.ts'
import { type WeighParts, weighTrip } from './weigh.ts'

export interface CargoDeskParts extends WeighParts {
  readonly clock: () => Date
}

/** Most trips that are looked at for one key; a key that more trips bear is none to find one by. */
const MOST = 200

/** Where officers look at cargo accounts: those of trips over the crossings of their offices. */
export function createCargoDesk(parts: CargoDeskParts): CargoService {
  const { database, rules } = parts
  const own = async (id: string, by: AtOffices): Promise<CargoView> => {
    const seen = await readAccount(parts, id)
    // Another office's trip looks like none.
    if (seen === undefined || !concerns(seen, by, rules)) throw unknown()
    return seen
  }
  return {
    async find(by, { value, key, limit }) {
      const all = await findAccounts(parts, value, key)
      return all.filter((each) => concerns(each, by, rules)).slice(0, limit)
    },
    view: own,
    async events(id, by, { after, limit }) {
      const { trip } = await own(id, by)
      return (await eventsOfTrip(database, trip, after, limit)).map(eventView)
    },
  }
}

/** Trips that bear a key, whoever asks. */
export async function findAccounts(parts: CargoDeskParts, value: string, key?: string): Promise<CargoView[]> {
  const ids = await tripsWith(parts.database, { value: skeleton(value), key }, MOST)
  const rows = await findTrips(parts.database, ids)
  const byId = new Map(rows.map((row) => [row.id, row]))
  const views = ids.map(async (id) => {
    const row = byId.get(id)
    return row === undefined ? [] : [await viewOf(parts, row)]
  })
  return (await Promise.all(views)).flat()
}

/** The trip of that name, or the one that has its papers now. */
export async function readAccount(parts: CargoDeskParts, id: string): Promise<CargoView | undefined> {
  const seen = new Set<string>()
  for (let next: string | null = isId(id) ? id : null; next !== null && !seen.has(next);) {
    seen.add(next)
    const [row] = await findTrips(parts.database, [next])
    if (row === undefined) return undefined
    if (row.joined === null) return viewOf(parts, row)
    next = row.joined
  }
  return undefined
}

async function viewOf(parts: CargoDeskParts, row: TripRow): Promise<CargoView> {
  const at = parts.clock()
  const { account, findings } = await weighTrip(parts, row, at)
  return { trip: row.id, revision: row.revision, at, account, findings }
}

function concerns({ account }: CargoView, { offices }: AtOffices, { crossingsOf }: CargoRules): boolean {
  if (account === undefined) return false
  return [...offices].some(
    (office) =>
      account.offices.includes(office) ||
      crossingsOf(office).some((crossing) => account.crossings.includes(crossing)),
  )
}

function eventView({
  revision,
  recordIndex: record,
  payload,
}: Awaited<ReturnType<typeof eventsOfTrip>>[number]): CargoEventView {
  if (payload === null) return { revision, record, told: undefined }
  const told: CargoEvent = JSON.parse(Buffer.from(payload).toString('utf8'))
  return { revision, record, told }
}

const unknown = (): KhorgosError => new KhorgosError('TRIP_UNKNOWN', `${CODES.TRIP_UNKNOWN.title}.`)
