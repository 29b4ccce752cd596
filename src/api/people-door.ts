import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { Authenticator } from '../access/authenticate.ts'
import { personKey, type Person } from '../access/person.ts'
import { KhorgosError } from '../errors.ts'
import type { Admission } from './admission.ts'
import { tokenRoom, type TurningAway } from './token-room.ts'

export interface PeopleRoomParts extends TurningAway {
  readonly authenticator: Pick<Authenticator, 'personOf'>
  readonly admission: Admission
}

/**
 * Makes the handler of a route for people, who each have no more requests under way than they are let. A stream has a bound of
 * its own: it would hold the place of a request for ever.
 */
export type ForPerson = (
  handle: (person: Person, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  kind?: 'request' | 'stream',
) => RouteHandlerMethod

/** The one place where people are let in. */
export function peopleRoom(
  app: FastifyInstance,
  { authenticator, admission, ...turningAway }: PeopleRoomParts,
  register: (room: FastifyInstance, forPerson: ForPerson) => void,
): void {
  const present = new WeakMap<FastifyRequest, Person>()
  const forPerson: ForPerson = (handle, kind) => async (request, reply) => {
    const person = present.get(request)
    if (person === undefined)
      throw new KhorgosError('INTERNAL', 'A route for people is outside of their room.')
    const work = (): Promise<unknown> => handle(person, request, reply)
    return kind === 'stream' ? work() : admission.during(personKey(person), work)
  }
  const enter = async (token: string, request: FastifyRequest): Promise<void> => {
    present.set(request, await authenticator.personOf(token))
  }
  tokenRoom(app, { ...turningAway, enter, personIn: (request) => present.get(request) }, (room) =>
    register(room, forPerson),
  )
}
