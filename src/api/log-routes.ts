import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { KhorgosError } from '../errors.ts'
import { parseTilePath, type TileName } from '../evidence/tiles.ts'
import * as operations from './log-operations.ts'
import { serve } from './operation.ts'

/** What the public may read of the log. Leaves hold commitments only, so all of it. */
export interface LogReader {
  /** The last published checkpoint, a signed note. */
  checkpoint(): Promise<string>
  /** `width` × 32 bytes; undefined when the published tree does not reach so far. */
  tile(level: number, index: bigint, width: number): Promise<Uint8Array | undefined>
  /** C2SP entry bundle of `width` records; undefined when the published tree does not reach so far. */
  entries(index: bigint, width: number): Promise<Uint8Array | undefined>
}

const PREFIX = '/v1/log/'
/** C2SP tlog-tiles: a tile never changes. A year is what caches take for "for ever". */
const FOR_EVER = 'public, max-age=31536000, immutable'
/** C2SP tlog-tiles: "its headers SHOULD prevent caching beyond a few seconds". */
const FEW_SECONDS = 'public, max-age=2'

const compress = promisify(gzip)

/** The log as C2SP tlog-tiles has it, under `/v1/log`, with `verifierKey` (a note vkey) beside it. */
export function logRoutes(
  app: FastifyInstance,
  parts: { readonly log: LogReader; readonly verifierKey: string },
): void {
  const { log, verifierKey } = parts

  serve(app, operations.readCheckpoint, async (_request, reply) =>
    plain(reply, FEW_SECONDS).send(await log.checkpoint()),
  )
  serve(app, operations.readLogKey, (_request, reply) =>
    plain(reply, 'public, max-age=300').send(`${verifierKey}\n`),
  )

  serve(app, operations.readTile, async (request, reply) => {
    const { level, index, width } = tileName(request)
    if (level === 'entries') throw notYet()
    return immutable(reply, await log.tile(level, index, width))
  })
  serve(app, operations.readEntries, async (request, reply) => {
    const { index, width } = tileName(request)
    const bundle = immutable(reply, await log.entries(index, width))
    reply.header('vary', 'accept-encoding')
    if (!takesGzip(request.headers['accept-encoding'])) return bundle
    reply.header('content-encoding', 'gzip')
    return compress(bundle)
  })
}

function plain(reply: FastifyReply, caching: string): FastifyReply {
  return reply.header('content-type', 'text/plain; charset=utf-8').header('cache-control', caching)
}

/** From the URL as it was sent: percent-encoding or a query would give one tile many addresses in caches. */
function tileName(request: FastifyRequest): TileName {
  const name = parseTilePath((request.raw.url ?? '').slice(PREFIX.length))
  if (name === undefined) throw new KhorgosError('NOT_FOUND', 'This is not the path of a tile.')
  return name
}

function immutable(reply: FastifyReply, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw notYet()
  reply.header('content-type', 'application/octet-stream').header('cache-control', FOR_EVER)
  return bytes
}

function notYet(): KhorgosError {
  return new KhorgosError('NOT_FOUND', 'The log does not reach so far.')
}

/** RFC 9110 12.5.3. */
function takesGzip(accepted: string | string[] | undefined): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)[0-9.]+\s*)?$/i.test(coding))
}
