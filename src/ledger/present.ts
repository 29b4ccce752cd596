/** The fields that are there: without those that hold nothing. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.assign(there, Object.fromEntries(entries))
}
