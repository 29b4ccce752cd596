import type { Content, Operation, Parameter } from './operation.ts'

const OCTETS: Content = { schema: { contentMediaType: 'application/octet-stream' } }

const TILE: Parameter = {
  description:
    'Index of the tile, as C2SP tlog-tiles writes it, with further `/` inside: `067`, `x001/x234/067`, and `.p/5` behind it for the first 5 entries of a tile that is not full.',
  schema: { type: 'string', examples: ['x001/x234/067', '000.p/5'] },
  required: true,
}

export const readCheckpoint: Operation = {
  id: 'readCheckpoint',
  method: 'GET',
  path: '/v1/log/checkpoint',
  door: 'public',
  summary: 'Signed head of the log',
  description: 'C2SP tlog-checkpoint, a signed note.',
  replies: {
    200: {
      description: 'The last published checkpoint.',
      content: {
        'text/plain': {
          schema: { type: 'string' },
          example: 'customs.example/v1/log\n118\n…\n\n— customs.example/v1/log …\n',
        },
      },
    },
  },
  errors: [],
}

export const readLogKey: Operation = {
  id: 'readLogKey',
  method: 'GET',
  path: '/v1/log/key',
  door: 'public',
  summary: 'Key that checkpoints are verified with',
  description:
    'C2SP signed-note verifier key. Take it from here to compare; trust it because it was given to you another way.',
  replies: {
    200: {
      description: 'One line.',
      content: {
        'text/plain': {
          schema: { type: 'string', pattern: String.raw`^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+\n$` },
        },
      },
    },
  },
  errors: [],
}

export const readTile: Operation = {
  id: 'readTile',
  method: 'GET',
  path: '/v1/log/tile/{level}/{tile}',
  route: '/v1/log/tile/:level/*',
  door: 'public',
  summary: 'Hashes of the Merkle tree',
  description: 'C2SP tlog-tiles. Never changes.',
  params: {
    level: {
      description: '0 (hashes of records) to 63.',
      schema: { type: 'string', pattern: '^(0|[1-9][0-9]?)$' },
      required: true,
    },
    tile: TILE,
  },
  replies: {
    200: { description: '32 bytes for each hash.', content: { 'application/octet-stream': OCTETS } },
  },
  errors: ['NOT_FOUND'],
}

export const readEntries: Operation = {
  id: 'readEntries',
  method: 'GET',
  path: '/v1/log/tile/entries/{tile}',
  route: '/v1/log/tile/entries/*',
  door: 'public',
  summary: 'Evidence records',
  description:
    'C2SP tlog-tiles entry bundle: each record behind its length as big-endian uint16. Never changes.',
  params: { tile: TILE },
  replies: { 200: { description: 'Up to 256 records.', content: { 'application/octet-stream': OCTETS } } },
  errors: ['NOT_FOUND'],
}

export const LOG_OPERATIONS: readonly Operation[] = [readCheckpoint, readLogKey, readTile, readEntries]
