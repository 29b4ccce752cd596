import type { FastifyInstance, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { CargoRules } from '../workflows/cargo/rules.ts'
import type { CargoService } from '../workflows/cargo/service.ts'
import { accountBody, cargoEventBody } from './cargo-body.ts'
import * as operations from './cargo-operations.ts'
import { textIn } from './exchange-request.ts'
import { serve } from './operation.ts'
import type { ForPerson } from './people-door.ts'

export interface CargoRouteParts {
  readonly cargo: CargoService
  readonly cargoRules: CargoRules
}

/** Officers find the account of a trip by any of its keys. */
export function cargoRoutes(
  room: FastifyInstance,
  forPerson: ForPerson,
  { cargo, cargoRules }: CargoRouteParts,
): void {
  serve(
    room,
    operations.findCargoAccounts,
    forPerson(async (person, { query }) => {
      const value = textIn(query, 'value')
      if (value === undefined)
        throw new KhorgosError('REQUEST_INVALID', '`value` says what the trip is found by.')
      const found = await cargo.find(person, { value, key: textIn(query, 'key'), limit: limitIn(query) })
      return { accounts: found.map((each) => accountBody(each, cargoRules)) }
    }),
  )
  serve(
    room,
    operations.viewCargoAccount,
    forPerson(async (person, request) => accountBody(await cargo.view(tripIn(request), person), cargoRules)),
  )
  serve(
    room,
    operations.listCargoEvents,
    forPerson(async (person, request) => {
      const limit = limitIn(request.query)
      const after = Number(textIn(request.query, 'after') ?? 0)
      const events = await cargo.events(tripIn(request), person, { after, limit })
      const last = events.length < limit ? undefined : events.at(-1)
      return { events: events.map(cargoEventBody), ...(last && { next: last.revision }) }
    }),
  )
}

/** The id in the path; the route's schema has checked its form. */
function tripIn({ params }: FastifyRequest): string {
  const id = textIn(params, 'trip')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no trip.')
  return id
}

const limitIn = (query: unknown): number => Number(textIn(query, 'limit') ?? operations.CARGO_LIMITS.page)
