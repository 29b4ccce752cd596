import type { FastifyInstance } from 'fastify'
import { type Person, requireRole } from '../access/person.ts'
import type { RiskService } from '../workflows/channel/risk-service.ts'
import { textIn } from './exchange-request.ts'
import { serve } from './operation.ts'
import type { ForPerson } from './people-door.ts'
import { parameterBody, ratingBody, versionBody } from './risk-body.ts'
import * as operations from './risk-operations.ts'

/** What risk parameters are in force at the sub-centres of a person's offices, since when and by whom, and how they do. */
export function riskRoutes(room: FastifyInstance, forPerson: ForPerson, risk: RiskService): void {
  serve(
    room,
    operations.listParameters,
    forPerson(async (person) => {
      const { version, parameters } = await risk.inForce(officesOf(person))
      return { ...(version && { version: versionBody(version) }), parameters: parameters.map(parameterBody) }
    }),
  )
  serve(
    room,
    operations.listParameterVersions,
    forPerson(async (person, { query }) => {
      const before = textIn(query, 'before')
      const limit = Number(textIn(query, 'limit') ?? operations.VERSIONS_PAGE)
      const found = await risk.versions(officesOf(person), {
        before: before === undefined ? undefined : Number(before),
        limit,
      })
      const last = found.length < limit ? undefined : found.at(-1)
      return { versions: found.map(versionBody), ...(last && { next: String(last.number) }) }
    }),
  )
  serve(
    room,
    operations.listRatings,
    forPerson(async (person, { query }) => {
      const ratings = await risk.ratings(officesOf(person), {
        subCentre: textIn(query, 'subCentre'),
        parameter: textIn(query, 'parameter'),
      })
      return { ratings: ratings.map(ratingBody) }
    }),
  )
}

/** The roles of the workflow of risk parameters. What a parameter looks for is nothing that everybody should know. */
function officesOf(person: Person): ReadonlySet<string> {
  if (!person.roles.has('risk-manager')) requireRole(person, 'analyst')
  return person.offices
}
