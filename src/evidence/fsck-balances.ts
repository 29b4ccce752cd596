import { asObject, objectsAt, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Measure } from '../model/measure.ts'
import type { ProvableBalance } from '../store/ledger/balances.ts'
import { balanceId, isSeed } from './balance-id.ts'
import { falseNames } from './fsck-report.ts'
import type { Standing } from './postings.ts'

/**
 * What is wrong with the row of a balance: it must be the sum of its postings, and the one count of its line.
 * @param standing what the records of the log come to; undefined when none of them names it
 */
export function balanceProblems(row: ProvableBalance, standing: Standing | undefined): string[] {
  const logged = standing?.postings ?? 0
  return [
    ...documentProblems(row),
    ...falseNames({
      reserved: row.reserved === row.postedReserved,
      used: row.used === row.postedUsed,
      'newest posting': row.posted === row.newest,
    }).map((name) => `its ${name} is not what its postings come to`),
    ...falseNames({
      total: standing === undefined || row.total === standing.total,
      carried: standing === undefined || row.carried === standing.carried,
    }).map((name) => `its ${name} is not that of its records`),
    ...(row.postings === BigInt(logged) ? [] : [`has ${row.postings} postings, and its records ${logged}`]),
    ...(row.beyondLog ? ['was posted to beyond the log'] : []),
  ]
}

function documentProblems({ contents, id, line, measure, total, unit }: ProvableBalance): string[] {
  if (contents === null) return ['is of no document']
  const parsed: readonly JsonValue[] = JSON.parse(contents)
  const editions = parsed.map(asObject)
  const document = editions.find((edition) => nameOf(edition, line, measure) === id) ?? editions[0]
  const counted = countedOf(document, line, measure)
  const same = { total: total === counted.total, unit: unit === counted.unit }
  return [
    ...(id === nameOf(document, line, measure) ? [] : ['is not named after its line']),
    ...falseNames(same).map((name) => `its ${name} is not that of its line`),
  ]
}

function nameOf(document: JsonObject | undefined, line: number, measure: Measure): string | undefined {
  const seed = textAt(document, 'seed')
  return seed === undefined || !isSeed(seed) ? undefined : balanceId(seed, line, measure)
}

/** Members of a line that tell what there is of each measure. */
const MEMBERS: Readonly<Record<Measure, { readonly total: string; readonly unit: string }>> = {
  quantity: { total: 'quantity', unit: 'unit' },
  value: { total: 'amount', unit: 'currency' },
}

function countedOf(document: JsonObject | undefined, line: number, measure: Measure) {
  const counted = asObject(objectsAt(document, 'lines').find((each) => each['line'] === line)?.[measure])
  return { total: textAt(counted, MEMBERS[measure].total), unit: textAt(counted, MEMBERS[measure].unit) }
}
