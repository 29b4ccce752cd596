/** Disjoint sets of names that are joined two by two. */
export interface Sets {
  join(one: string, other: string): void
  /** The same for all names of a set, until that is joined with another. */
  rootOf(name: string): string
}

export function createSets(names: Iterable<string>): Sets {
  const above = new Map([...names].map((name) => [name, name]))
  const rootOf = (name: string): string => {
    let root = name
    for (let next = above.get(root); next !== undefined && next !== root; next = above.get(root)) root = next
    // Later look-ups go straight there.
    for (let at = name; at !== root;) {
      const next = above.get(at) ?? root
      above.set(at, root)
      at = next
    }
    return root
  }
  return {
    rootOf,
    join: (one, other) => void above.set(rootOf(one), rootOf(other)),
  }
}

/** Items under what they have in common, each list in the order of the items. */
export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}
