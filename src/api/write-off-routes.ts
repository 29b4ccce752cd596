import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Denied, WriteOffService, WrittenOff } from '../ledger/service.ts'
import type { WriteOffStepState } from '../model/write-off-state.ts'
import type { Partner } from '../partners/partner.ts'
import { textIn } from './exchange-request.ts'
import { forPartner, type PartnerDoorParts } from './for-partner.ts'
import { stepReader, writeOffReader } from './ledger-body.ts'
import { deniedProblem, receiveBody, sendStatement } from './ledger-replies.ts'
import { JSON_TYPES } from './media-type.ts'
import type { Metrics } from './metrics.ts'
import { noticesMember } from './notice-body.ts'
import { serve, type Operation } from './operation.ts'
import { sendProblem } from './problem.ts'
import { linksOf } from './write-off-links.ts'
import * as operations from './write-off-operations.ts'

export interface WriteOffRouteParts extends PartnerDoorParts {
  readonly ledger: WriteOffService
  readonly metrics: Metrics
}

/** Agencies use documents up, and read what they used. */
export function writeOffRoutes(app: FastifyInstance, parts: WriteOffRouteParts): void {
  const { ledger } = parts
  const requestIn = writeOffReader()
  const stepIn = stepReader()
  const step = (to: WriteOffStepState): Change => ({
    made: () => 200,
    change: (bytes, asker, request) =>
      ledger.step(writeOffIn(request), { to, instruction: stepIn(bytes) }, asker),
  })
  changing(app, parts, operations.requestWriteOff, {
    made: ({ isNew }) => (isNew ? 201 : 200),
    change: (bytes, asker) => ledger.writeOff(requestIn(bytes), asker),
  })
  changing(app, parts, operations.useWriteOff, step('used'))
  changing(app, parts, operations.releaseWriteOff, step('released'))
  reading(app, parts, operations.viewWriteOff, (asker, request) =>
    ledger.writeOffView(writeOffIn(request), asker),
  )
  reading(app, parts, operations.findWriteOff, (asker, request) =>
    ledger.writeOffByReference(referenceIn(request), asker),
  )
}

interface Change {
  /** Status of the reply. */
  readonly made: (written: WrittenOff) => 200 | 201
  readonly change: (
    bytes: Uint8Array,
    asker: Partner,
    request: FastifyRequest,
  ) => Promise<WrittenOff | Denied>
}

function changing(
  app: FastifyInstance,
  parts: WriteOffRouteParts,
  operation: Operation,
  { made, change }: Change,
): void {
  serve(
    app,
    operation,
    forPartner(parts, async (asker, request, reply) => {
      const { bytes } = await receiveBody(request, reply, JSON_TYPES, () => operations.WRITE_OFF_BYTES)
      const told = await change(bytes, asker, request)
      parts.metrics.writeOff(asker.id, outcomeOf(told))
      return told.outcome === 'denied'
        ? sendProblem(reply, deniedProblem(request, told))
        : send(request, reply.code(made(told)), told)
    }),
  )
}

function outcomeOf(told: WrittenOff | Denied): Parameters<Metrics['writeOff']>[1] {
  if (told.outcome === 'denied') return told.error.code
  return told.isNew ? told.statement.state : 'DUPLICATE'
}

function reading(
  app: FastifyInstance,
  parts: WriteOffRouteParts,
  operation: Operation,
  read: (asker: Partner, request: FastifyRequest) => Promise<WrittenOff>,
): void {
  serve(
    app,
    operation,
    forPartner(parts, async (asker, request, reply) => send(request, reply, await read(asker, request))),
  )
}

function send(request: FastifyRequest, reply: FastifyReply, written: WrittenOff): unknown {
  const { statement, signed, notices } = written
  const { writeOff, state } = statement
  const body = {
    writeOff,
    state,
    statement,
    signed,
    ...noticesMember(notices),
    links: linksOf(writeOff, state),
  }
  return sendStatement(request, reply, body)
}

/** The id in the path; the route's schema has checked its form. */
function writeOffIn(request: FastifyRequest): string {
  const id = textIn(request.params, 'writeOff')
  if (id === undefined) throw new KhorgosError('NOT_FOUND', 'The address names no write-off.')
  return id
}

function referenceIn(request: FastifyRequest): string {
  const reference = textIn(request.query, 'reference')
  if (reference === undefined)
    throw new KhorgosError('REQUEST_INVALID', 'The query must name a write-off: `reference`.')
  return reference
}
