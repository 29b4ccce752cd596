import { KhorgosError } from '../../errors.ts'
import type { Tx } from '../../store/database.ts'
import { freeSerials, moveSerials } from '../../store/workflows/checklist-serials.ts'
import type { Numbering, Numbers } from '../cases/numbering.ts'
import type { Arrangement } from './arrangement.ts'
import { formatNumber, HIGHEST_SERIAL, nextNumber, parseNumber, yearAt } from './numbers.ts'

/** An office of an arrangement that gives numbers to load checklists. */
export interface IssuingOffice {
  readonly office: string
  readonly country: string
  readonly letter: string
  readonly district: string
  /** IANA zone of the office: in it the year begins. */
  readonly timeZone: string
}

/** Our offices that issue lists, as the arrangements have them. */
export function issuingOffices(
  country: string,
  arrangements: readonly Arrangement[],
  zoneOf: (country: string, office: string) => string | undefined,
): readonly IssuingOffice[] {
  return arrangements
    .flatMap(({ sides }) => sides.filter((side) => side.country === country))
    .flatMap(({ letter, offices }) =>
      offices.flatMap(({ office, district }) => {
        const timeZone = zoneOf(country, office)
        return timeZone === undefined ? [] : { office, country, letter, district, timeZone }
      }),
    )
}

const DAY_MS = 86_400_000

/**
 * Numbers of load checklists that officers issue. A number that a list brought along which another system issued is passed over.
 *
 * @param clock near the time of the batch: around the end of a year the numbers of both are read
 */
export function checklistNumbering(offices: readonly IssuingOffice[], clock: () => Date): Numbering {
  const byCode = new Map(offices.map((each) => [each.office, each]))
  return {
    sample(code, at) {
      const office = byCode.get(code)
      if (office === undefined) return undefined
      return formatNumber({ ...office, year: yearAt(at, office.timeZone), serial: HIGHEST_SERIAL })
    },
    async begin(tx, wanted, most) {
      const now = clock().getTime()
      const asked = [...new Set(wanted.map(({ workflow, office }) => `${workflow} ${office}`))].flatMap(
        (pair) => {
          const [workflow = '', code = ''] = pair.split(' ')
          const office = byCode.get(code)
          return office === undefined
            ? []
            : yearsAround(now, office).map((year) => ({ workflow, office, year }))
        },
      )
      const rows =
        asked.length === 0
          ? []
          : await freeSerials(
              tx,
              asked.map(({ workflow, office: { country, letter, district }, year }) => ({
                workflow,
                country,
                district,
                year,
                prefix: formatNumber({ letter, district, year, serial: 1 }).slice(0, -SERIAL_DIGITS),
              })),
              // A list of the same batch may bring one of them along.
              { highest: HIGHEST_SERIAL, limit: most },
            )
      return numbersOf(byCode, new Map(rows.map((row) => [keyOf(row), row.free])))
    },
  }
}

const SERIAL_DIGITS = String(HIGHEST_SERIAL).length

const keyOf = ({ district, year }: { readonly district: string; readonly year: number }): string =>
  `${district} ${year}`

function yearsAround(now: number, { timeZone }: IssuingOffice): number[] {
  return [...new Set([now - DAY_MS, now + DAY_MS].map((at) => yearAt(new Date(at), timeZone)))]
}

function numbersOf(
  offices: ReadonlyMap<string, IssuingOffice>,
  free: ReadonlyMap<string, readonly number[]>,
): Numbers {
  const taken = new Map<string, { country: string; district: string; year: number; last: number }>()
  return {
    next(code, at, isKnown) {
      const office = offices.get(code)
      if (office === undefined)
        throw new KhorgosError('ACT_INVALID', `The office ${code} gives no numbers to load checklists.`, {
          place: { path: '/office' },
        })
      const year = yearAt(at, office.timeZone)
      const key = keyOf({ district: office.district, year })
      const last = taken.get(key)?.last ?? 0
      const serial = free
        .get(key)
        ?.find((each) => each > last && !isKnown(nextNumber({ ...office, year }, each)))
      return nextNumber({ ...office, year }, serial)
    },
    take(number) {
      const { letter, district, year, serial } = parseNumber(number)
      const office = [...offices.values()].find(
        (each) => each.letter === letter && each.district === district,
      )
      if (office !== undefined)
        taken.set(keyOf({ district, year }), { country: office.country, district, year, last: serial })
    },
    write: async (tx: Tx) => {
      if (taken.size > 0) await moveSerials(tx, [...taken.values()])
    },
  }
}
