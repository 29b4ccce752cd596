const DAY_MS = 86_400_000

/** No holiday is longer; a wrong year in one of the two days is found by it. */
const LONGEST = 60

/** The days from the first to the last; none where one of them does not exist, or they are far apart or in the wrong order. */
export function eachDay(first: string, last: string = first): string[] {
  const [from, to] = [Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`)]
  const count = (to - from) / DAY_MS + 1
  if (!(count >= 1 && count <= LONGEST)) return []
  const days = Array.from({ length: count }, (_, at) => dayOf(from + at * DAY_MS))
  // "2026-02-30" is read as 2 March.
  return days[0] === first && days.at(-1) === last ? days : []
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 'yyyy-MM-dd'.length)
}
