import type { Database } from '../store/database.ts'
import { hitRate, listed, type Rating } from '../workflows/channel/feedback.ts'
import { createParameterHistory, type ParameterVersion } from '../workflows/channel/history.ts'
import { hashOf } from '../workflows/channel/parameter.ts'
import { readRatings } from '../workflows/channel/ratings.ts'
import { openDatabase } from './database.ts'
import { configOf, type Result, type Shell } from './shell.ts'

/** How inspections have borne out parameters: what the database of the gateway has of it. */
export async function listRatings(
  shell: Shell,
  { subCentre, parameter }: { readonly subCentre?: string; readonly parameter?: string },
): Promise<Result> {
  return reading(shell, async (database) => {
    const ratings = listed(
      await readRatings(database, {
        ...(subCentre !== undefined && { subCentres: [subCentre] }),
        ...(parameter !== undefined && { parameter }),
      }),
    )
    return {
      exit: 'OK',
      json: { ratings },
      text: `${[...ratings.map(tellRating), `${ratings.length} ratings`].join('\n')}\n`,
    }
  })
}

/** Everything that changed which parameters are in force, in its order. */
export async function listVersions(shell: Shell): Promise<Result> {
  return reading(shell, async (database) => {
    const history = createParameterHistory()
    await history.refresh(database)
    const json = history.versions.map(({ number: version, hash, change }) => {
      const { kind, record, at, by, reason, parameters } = change
      return {
        version,
        hash,
        index: record.toString(),
        at: at.toISOString(),
        kind,
        ...(by && { by }),
        ...(reason !== undefined && { reason }),
        case: change.case,
        parameters: parameters.map((each) => ({ id: each.id, version: each.version, hash: hashOf(each) })),
      }
    })
    return {
      exit: 'OK',
      json: { versions: json },
      text: `${[...history.versions.map(tellVersion), `${json.length} versions`].join('\n')}\n`,
    }
  })
}

async function reading(shell: Shell, work: (database: Database) => Promise<Result>): Promise<Result> {
  const database = await openDatabase(configOf(shell))
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

function tellRating(rating: Rating): string {
  const { parameter, subCentre, fired, hits, misses, minutes, amounts } = rating
  const rate = hitRate(rating)
  const hit =
    rate === undefined ? 'no inspection told anything' : `${hits} of ${hits + misses} inspections hit`
  const costs = Object.entries(amounts).map(([currency, amount]) => `, ${amount} ${currency}`)
  return `${parameter.id} ${parameter.version}  ${subCentre}  fired ${fired} times, ${hit}; ${minutes} minutes${costs.join('')}`
}

function tellVersion({ number, change }: ParameterVersion): string {
  const { kind, at, by, reason, parameters } = change
  const who = by === undefined ? 'by files' : `by ${'person' in by ? by.person : by.partner}`
  const named = parameters.map(({ id, version }) => `${id} ${version}`).join(', ')
  const what = kind === 'loaded' ? `${parameters.length} parameters` : named
  return `${number}  ${at.toISOString()}  ${kind} ${who}: ${what}${reason === undefined ? '' : ` ("${reason}")`}`
}
