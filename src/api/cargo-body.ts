import type { CargoDocument } from '../workflows/cargo/documents.ts'
import { FINDING_CODES } from '../workflows/cargo/finding.ts'
import type { CargoRules } from '../workflows/cargo/rules.ts'
import { UNITS } from '../workflows/cargo/rules.ts'
import type { CargoEventView, CargoView } from '../workflows/cargo/service.ts'

/** Cargo accounts as the API tells them. Absent things are absent. */

export function accountBody({ trip, revision, at, account, findings }: CargoView, rules: CargoRules) {
  const self = `/v1/cargo-accounts/${trip}`
  const { kind, direction, dueAt } = account ?? {}
  return {
    trip,
    revision,
    at: at.toISOString(),
    ...(kind && { kind: kind.trip, title: kind.title }),
    ...(direction && { direction }),
    ...(account && { since: account.since }),
    crossings: account?.crossings ?? [],
    keys: account === undefined ? [] : keysOf(account.documents, rules),
    documents: (account?.documents ?? []).map((each) => documentBody(each, rules)),
    expected: (account?.expected ?? []).map(({ id, papers, until, isMissing }) => ({
      id,
      papers,
      until,
      missing: isMissing,
    })),
    findings: findings.map((finding) => ({ ...finding, title: FINDING_CODES[finding.code] })),
    ...(dueAt && { dueAt: dueAt.toISOString() }),
    links: { self, events: `${self}/events` },
  }
}

/** Each key with the papers that name it. */
function keysOf(documents: readonly CargoDocument[], { keys }: CargoRules) {
  const found = new Map<string, { key: string; title: string; value: string; papers: string[] }>()
  for (const { paper, keys: named } of documents)
    for (const { key, value, text } of named) {
      const name = `${key} ${value}`
      const known = found.get(name)
      if (known === undefined)
        found.set(name, { key, title: keys.get(key)?.title ?? key, value: text, papers: [paper] })
      else if (!known.papers.includes(paper)) known.papers.push(paper)
    }
  return [...found].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each)
}

function documentBody({ paper, number, standing, editions, figures }: CargoDocument, rules: CargoRules) {
  return {
    paper,
    title: rules.paper.get(paper)?.title ?? paper,
    ...(number !== undefined && { number }),
    standing,
    editions: editions.map(({ record, subject, from, format, step, at, status }) => ({
      record,
      subject,
      ...(from !== undefined && { from }),
      ...(format !== undefined && { format }),
      step,
      at,
      ...(status !== undefined && { status }),
    })),
    figures: figures.map(({ measure, value, path, bill, weighed, piece }) => ({
      measure,
      value,
      unit: UNITS[measure],
      record: piece.record,
      path,
      ...(bill !== undefined && { bill }),
      ...(weighed && { weighed }),
    })),
  }
}

export function cargoEventBody({ revision, record, told }: CargoEventView) {
  return { revision, record: record.toString(), ...(told && { told }) }
}
