import type { FastifyInstance } from 'fastify'
import type { Person } from '../access/person.ts'
import { serve } from './operation.ts'
import type { ForPerson } from './people-door.ts'
import * as operations from './people-operations.ts'

/** What anybody may ask who has a token. */
export function personRoutes(room: FastifyInstance, forPerson: ForPerson): void {
  serve(
    room,
    operations.whoAmI,
    forPerson((person) => Promise.resolve(bodyOf(person))),
  )
}

function bodyOf({ subject, issuer, name, roles, offices }: Person): object {
  return {
    subject,
    issuer,
    ...(name !== undefined && { name }),
    roles: [...roles].toSorted(),
    offices: [...offices].toSorted(),
  }
}
