import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { personKey, type Person } from '../access/person.ts'
import { KhorgosError } from '../errors.ts'
import { EVENT_STREAM } from '../model/media-types.ts'
import type { ActDone, ActRefused, CaseService, TaskListQuery, TaskView } from '../workflows/cases/service.ts'
import {
  actReader,
  caseAddress,
  caseBody,
  doneBody,
  eventBody,
  officeEventBody,
  openingReader,
  summaryBody,
  taskBody,
} from './case-body.ts'
import * as operations from './case-operations.ts'
import { createEventStreams, type StreamTimes } from './event-stream.ts'
import { textIn } from './exchange-request.ts'
import { receiveBody } from './ledger-replies.ts'
import { JSON_TYPES } from './media-type.ts'
import { serve } from './operation.ts'
import type { ForPerson } from './people-door.ts'
import { problemOf, sendProblem } from './problem.ts'
import { lastSeen, placeOf } from './stream-place.ts'

export interface CaseRouteParts {
  readonly cases: CaseService
  readonly clock: () => Date
  readonly streamTimes?: StreamTimes | undefined
}

/** Officers find what they are waited for, look at cases, and act in them. */
export function caseRoutes(room: FastifyInstance, forPerson: ForPerson, parts: CaseRouteParts): void {
  listRoutes(room, forPerson, parts)
  actRoutes(room, forPerson, parts)
  streamRoute(room, forPerson, parts)
}

function listRoutes(room: FastifyInstance, forPerson: ForPerson, { cases }: CaseRouteParts): void {
  serve(
    room,
    operations.listTasks,
    forPerson(async (person, { query }) => {
      const limit = limitIn(query)
      const { tasks, upTo } = await cases.tasks(person, {
        ...given('office', textIn(query, 'office')),
        ...given('role', textIn(query, 'role')),
        ...given('after', cursorIn(textIn(query, 'after'))),
        limit,
      })
      const last = tasks.length < limit ? undefined : tasks.at(-1)
      return {
        tasks: tasks.map(taskBody),
        ...(last && { next: cursorOf(last) }),
        ...(upTo >= 0n && { upTo: upTo.toString() }),
      }
    }),
  )
  serve(
    room,
    operations.listCases,
    forPerson(async (person, { query }) => {
      const limit = limitIn(query)
      const state = textIn(query, 'state')
      const found = await cases.list(person, {
        ...given('workflow', textIn(query, 'workflow')),
        ...given('key', textIn(query, 'key')),
        ...(state !== undefined && { open: state === 'open' }),
        ...given('before', textIn(query, 'before')),
        limit,
      })
      const last = found.length < limit ? undefined : found.at(-1)
      return { cases: found.map(summaryBody), ...(last && { next: last.id }) }
    }),
  )
  serve(
    room,
    operations.viewCase,
    forPerson(async (person, request) => caseBody(await cases.view(caseIn(request), person))),
  )
  serve(
    room,
    operations.listCaseEvents,
    forPerson(async (person, request) => {
      const limit = limitIn(request.query)
      const after = Number(textIn(request.query, 'after') ?? 0)
      const events = await cases.timeline(caseIn(request), person, { after, limit })
      const last = events.length < limit ? undefined : events.at(-1)
      return { events: events.map(eventBody), ...(last && { next: last.revision }) }
    }),
  )
}

function actRoutes(room: FastifyInstance, forPerson: ForPerson, { cases }: CaseRouteParts): void {
  const actIn = actReader()
  const openingIn = openingReader()
  const bytesOf = async (request: FastifyRequest, reply: FastifyReply): Promise<Uint8Array> =>
    (await receiveBody(request, reply, JSON_TYPES, () => operations.ACT_BYTES)).bytes
  serve(
    room,
    operations.openCase,
    forPerson(async (person, request, reply) => {
      const told = await cases.open(openingIn(await bytesOf(request, reply)), person)
      if (told.outcome === 'refused') return refuse(request, reply, told)
      reply.code(told.repeated ? 200 : 201).header('location', caseAddress(told.case.id))
      return doneBody(told)
    }),
  )
  serve(
    room,
    operations.actInCase,
    forPerson(async (person, request, reply) => {
      const id = caseIn(request)
      const told: ActDone | ActRefused = await cases.act(id, actIn(await bytesOf(request, reply)), person)
      return told.outcome === 'refused' ? refuse(request, reply, told, id) : doneBody(told)
    }),
  )
}

/** The problem of an act that is on record. */
function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  { error, receipt }: ActRefused,
  id?: string,
): FastifyReply {
  request.log.info({ code: error.code, case: id }, 'an act was refused')
  return sendProblem(reply, problemOf(error, request.id, { ...given('case', id), receipt }))
}

function streamRoute(
  room: FastifyInstance,
  forPerson: ForPerson,
  { cases, clock, streamTimes }: CaseRouteParts,
): void {
  const streams = createEventStreams(room, operations.CASE_LIMITS.streams, streamTimes)
  serve(
    room,
    operations.followCases,
    forPerson(async (person, request, reply) => {
      // Nobody reads what a HEAD would be sent.
      if (request.method === 'HEAD') return reply.header('content-type', EVENT_STREAM).send()
      const from = lastSeen(request) ?? textIn(request.query, 'after')
      const begin = from === undefined ? await cases.newest() : placeOf(from)
      return streams.send(reply, personKey(person), undefined, async (after) =>
        clock() < person.until
          ? eventsBehind(cases, person, after === undefined ? begin : BigInt(after))
          : undefined,
      )
    }, 'stream'),
  )
}

async function eventsBehind(cases: CaseService, person: Person, after: bigint) {
  const events = await cases.eventsAfter(person, { after, limit: operations.CASE_LIMITS.longestPage })
  return events.map((each) => ({
    id: each.record.toString(),
    event: 'case',
    data: officeEventBody(each),
  }))
}

/** The id in the path; the route's schema has checked its form. */
function caseIn({ params }: FastifyRequest): string {
  const id = textIn(params, 'case')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no case.')
  return id
}

const limitIn = (query: unknown): number => Number(textIn(query, 'limit') ?? operations.CASE_LIMITS.page)

function cursorOf({ since, case: id, task }: TaskView): string {
  return `${since.toISOString()}~${id}~${task}`
}

/** The route's schema has checked its form. @throws KhorgosError REQUEST_INVALID for a moment that never was */
function cursorIn(text: string | undefined): TaskListQuery['after'] {
  if (text === undefined) return undefined
  const [moment = '', caseId = '', task = ''] = text.split('~')
  const since = new Date(moment)
  if (Number.isNaN(since.getTime()))
    throw new KhorgosError('REQUEST_INVALID', '`after` is not the `next` of a page of tasks.')
  return { since, caseId, task }
}

/** A member that is absent where there is no value. */
function given<N extends string, T>(name: N, value: T | undefined): { readonly [K in N]?: T } {
  const member: { [K in N]?: T } = {}
  if (value !== undefined) member[name] = value
  return member
}
