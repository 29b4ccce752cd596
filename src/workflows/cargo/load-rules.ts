import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadHubSchema, type HubSchema } from '../../mapping/hub-schema.ts'
import type { DataFile, DataPath, FileProblem } from '../../model/data-file.ts'
import { documentNames } from '../../model/documents.ts'
import { durationMs } from '../../model/duration.ts'
import type { Calendars } from '../calendar/load.ts'
import { dataError, strictFileReader } from '../data-file.ts'
import type { CargoRulesFile, PaperContent } from './rules-file.ts'
import { type CargoRules, LOG_PAPERS, WEIGHED } from './rules.ts'
import { stepsOf } from './select.ts'

const FILE = 'cargo-account'

/**
 * Reads `workflows/cargo-account.yaml`.
 *
 * @param schemas folder that holds `workflows`, and the hub's own files in `canonical`
 * @param country ours
 * @param calendars they know which crossings our offices have
 * @throws KhorgosError CONFIG_INVALID listing all that is wrong, each with file and line
 */
export function loadCargoRules(
  schemas: string,
  country: string,
  calendars: Pick<Calendars, 'all'>,
): CargoRules {
  const folder = join(schemas, 'workflows')
  const read = strictFileReader<CargoRulesFile>(join(folder, `${FILE}.schema.json`), 'CONFIG_INVALID')
  const path = join(folder, `${FILE}.yaml`)
  const file = read(path)
  const problems = [...nameProblems(file), ...pathProblems(file, join(schemas, 'canonical'))]
  if (problems.length > 0) throw dataError('CONFIG_INVALID', problems)
  const own = calendars.all.filter((each) => each.country === country)
  const crossingsOf = (office: string): readonly string[] =>
    own.filter((each) => each.office === office).map(({ crossing }) => crossing)
  return {
    ...compiled(file.content),
    hash: createHash('sha256').update(readFileSync(path)).digest('hex'),
    country,
    crossingsOf,
  }
}

function compiled(content: CargoRulesFile): Omit<CargoRules, 'hash' | 'country' | 'crossingsOf'> {
  const ms = (text: string | undefined): number => (text === undefined ? 0 : (durationMs(text) ?? 0))
  return {
    limits: content.limits,
    keys: new Map(
      content.keys.map(({ key, title, strength, within }) => [
        key,
        { title, strength, withinMs: ms(within) },
      ]),
    ),
    papers: content.papers,
    paper: new Map(content.papers.map((each) => [each.paper, each])),
    trips: content.trips.map(({ trip, title, has, direction, expects }) => ({
      trip,
      title,
      has: new Set(has),
      direction,
      expects: expects.map(({ id, one, after, within }) => ({
        id,
        one: new Set(one),
        after: new Set(after),
        withinMs: ms(within),
      })),
    })),
    compares: content.compares.map(({ absolute, percent, whichever, ...rule }) => ({
      ...rule,
      bears: {
        ...(absolute !== undefined && { absolute }),
        ...(percent !== undefined && { percent }),
        ...(whichever !== undefined && { whichever }),
      },
    })),
    agrees: content.agrees,
  }
}

type Complain = (path: DataPath, text: string) => void

function collected(file: DataFile<CargoRulesFile>, find: (complain: Complain) => void): FileProblem[] {
  const problems: FileProblem[] = []
  find((path, text) => void problems.push({ place: file.place(path), text }))
  return problems
}

/** Every name that is used is that of something, and nothing is named twice. */
function nameProblems(file: DataFile<CargoRulesFile>): FileProblem[] {
  const { keys, papers, trips, compares, agrees } = file.content
  const known = { key: new Set(keys.map(({ key }) => key)), paper: new Set(papers.map(({ paper }) => paper)) }
  return collected(file, (complain) => {
    const lists = { keys: keys.map(({ key }) => key), papers: papers.map(({ paper }) => paper) }
    const ids = { trips: trips.map(({ trip }) => trip), compares: idsOf(compares), agrees: idsOf(agrees) }
    for (const [list, names] of Object.entries({ ...lists, ...ids }))
      for (const [at, name] of names.entries())
        if (names.indexOf(name) !== at) complain([list, at], `${name} stands here twice`)
    const paper = (path: DataPath, name: string): void => {
      if (!known.paper.has(name)) complain(path, `there is no paper ${name}`)
    }
    const key = (path: DataPath, name: string): void => {
      if (!known.key.has(name)) complain(path, `there is no key ${name}`)
    }
    const span = (path: DataPath, text: string | undefined): void => {
      if (text !== undefined && durationMs(text) === undefined) complain(path, `${text} is no duration`)
    }
    for (const [at, { key: name, strength, within }] of keys.entries()) {
      span(['keys', at, 'within'], within)
      if ((strength === 'named') !== (within === undefined))
        complain(['keys', at], `${name} has to say within when it joins, and only then`)
    }
    for (const [at, { keys: of = {} }] of papers.entries())
      for (const name of Object.keys(of)) key(['papers', at, 'keys', name], name)
    for (const [at, { has, expects }] of trips.entries()) {
      for (const name of has) paper(['trips', at, 'has'], name)
      for (const [place, { one, after, within }] of expects.entries()) {
        for (const name of [...one, ...after]) paper(['trips', at, 'expects', place], name)
        span(['trips', at, 'expects', place, 'within'], within)
      }
    }
    for (const [at, { one, other, by, absolute, percent, whichever }] of compares.entries()) {
      for (const name of [one, other])
        paper(['compares', at], name.endsWith(WEIGHED) ? name.slice(0, -WEIGHED.length) : name)
      if (by !== undefined) key(['compares', at, 'by'], by)
      if (absolute !== undefined && percent !== undefined && whichever === undefined)
        complain(['compares', at], 'it has to say whichever of absolute and percent counts')
    }
    for (const [at, { key: name, one, other }] of agrees.entries()) {
      key(['agrees', at, 'key'], name)
      for (const each of [one, other]) paper(['agrees', at], each)
    }
  })
}

const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id)

/** Every path is one of its hub document. */
function pathProblems(file: DataFile<CargoRulesFile>, canonical: string): FileProblem[] {
  const names = new Set(documentNames(canonical))
  const ofLog = new Set<string>(LOG_PAPERS)
  return collected(file, (complain) => {
    for (const [at, paper] of file.content.papers.entries()) {
      if (ofLog.has(paper.of)) continue
      if (!names.has(paper.of)) complain(['papers', at, 'of'], `there is no hub document ${paper.of}`)
      else checkPaths(paper, loadHubSchema(canonical, paper.of), (text) => complain(['papers', at], text))
    }
  })
}

function checkPaths(paper: PaperContent, schema: HubSchema, complain: (text: string) => void): void {
  const check = (path: string | undefined, below = ''): void => {
    if (path === undefined) return
    const field = schema.field(stepsOf(`${below}${path}`))
    if (typeof field === 'string') complain(field)
  }
  const { number, replaces, issued, crossing, office, status, direction, weighings, findings, bills } = paper
  for (const path of [number, replaces, issued, crossing, office, status, weighings, findings, bills?.list])
    check(path)
  for (const path of [direction?.from, direction?.to]) check(path)
  for (const path of Object.keys(paper.where ?? {})) check(path)
  for (const path of [...Object.values(paper.keys ?? {}).flat(), ...(paper.moments ?? [])]) check(path)
  for (const path of Object.values(paper.figures ?? {}).flat()) check(path)
  if (bills === undefined) return
  for (const path of [bills.number, ...Object.values(bills.figures).flat()]) check(path, `${bills.list}[].`)
}
