import { hitRate, type Rating } from '../workflows/channel/feedback.ts'
import type { ParameterVersion } from '../workflows/channel/history.ts'
import { hashOf } from '../workflows/channel/parameter.ts'
import type { ShownParameter } from '../workflows/channel/risk-service.ts'
import { caseAddress } from './case-body.ts'

/** Risk parameters as the API tells them. */

export function versionBody({ number, hash, change }: ParameterVersion) {
  const { kind, record, at, by, reason, parameters } = change
  return {
    version: number,
    hash,
    index: record.toString(),
    at: at.toISOString(),
    kind,
    ...(by && { by }),
    ...(reason !== undefined && { reason }),
    // Files may have a thousand, which `GET /v1/risk/parameters` lists.
    ...(kind !== 'loaded' && {
      parameters: parameters.map((each) => ({ id: each.id, version: each.version, hash: hashOf(each) })),
    }),
    links: { case: caseAddress(change.case) },
  }
}

export function parameterBody({ parameter, hash, change, report }: ShownParameter) {
  return {
    ...parameter,
    hash,
    ...(change && { why: change.reason ?? '', links: { case: caseAddress(change.case) } }),
    ...(report && { report }),
  }
}

export function ratingBody(rating: Rating) {
  const rate = hitRate(rating)
  return { ...rating, ...(rate !== undefined && { hitRate: rate }) }
}
