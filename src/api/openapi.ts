import { CODES, type ErrorCode } from '../errors.ts'
import { DOORS, type Content, type Operation, type Parameter, type ReplyDescription } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { PROBLEM_MEDIA_TYPE } from '../model/media-types.ts'
import { PROBLEM_SAMPLE } from './samples.ts'
import { ref, type JsonSchema } from './schema-parts.ts'
import { SCHEMAS } from './schemas.ts'

/** Any address may answer with these. */
const EVERYWHERE: readonly ErrorCode[] = [
  ...([
    'REQUEST_INVALID',
    'REQUEST_TIMEOUT',
    'METHOD_NOT_ALLOWED',
    'OVERLOADED',
    'STORE_UNAVAILABLE',
    'INTERNAL',
  ] as const),
]

const DESCRIPTION = `Three doors, one description. The **partner door** speaks mutual TLS: the client certificate says who you
are, and you see your own exchanges only. The **public door** shows the evidence log and how the gateway is. At the **people
door** officers work: a bearer token of their own administration says who they are, in which roles and at which offices.

Everything that goes wrong is answered with \`application/problem+json\` (RFC 9457): \`code\` says what, \`retry\` says what to
do next. A refused message is an exchange like any other: the problem carries its signed receipt.

**Verification**: agencies ask at \`/v1/verifications\` whether a document is real, use it up at \`/v1/write-offs\`, and hear at
\`/v1/notices\` of what changed. What they are told is signed, stands in the log and verifies offline.`

/** OpenAPI 3.1 description of all doors, made of the same operations that the routes are made of. */
export function openApiDocument(): JsonSchema {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Khorgos customs gateway',
      version: '1',
      summary: 'Messages, receipts, evidence',
      description: DESCRIPTION,
    },
    tags: [
      { name: 'partner', description: 'Mutual TLS.' },
      { name: 'public', description: 'No client certificate.' },
      { name: 'people', description: 'A bearer token of an issuer that the gateway believes.' },
    ],
    paths: paths(),
    components: {
      schemas: SCHEMAS,
      securitySchemes: {
        clientCertificate: {
          type: 'mutualTLS',
          description: "A certificate whose key is named in the partner's agreement.",
        },
        partnerToken: {
          type: 'oauth2',
          description:
            'For systems that cannot do mutual TLS, at the people door; assertions by `private_key_jwt` (RFC 7523).',
          flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
        },
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token (RFC 9068) of a token issuer of the people file; roles and offices are in it.',
        },
      },
    },
  }
}

/** What callers show at each door. */
const SECURITY: Readonly<Record<Operation['door'], readonly JsonSchema[]>> = {
  partner: [{ clientCertificate: [] }, { partnerToken: [] }],
  people: [{ accessToken: [] }],
  public: [],
  every: [],
}

/** What partners can ask for, they can ask for with a token at the people door. */
function byToken({ door }: Operation): readonly ErrorCode[] {
  return door === 'partner' ? ['AUTH_MISSING', 'AUTH_INVALID', 'AUTH_EXPIRED'] : []
}

let written: string | undefined

/** The document as JSON text, written once. */
export function openApiText(): string {
  return (written ??= JSON.stringify(openApiDocument()))
}

function paths(): Record<string, Record<string, JsonSchema>> {
  const byPath: Record<string, Record<string, JsonSchema>> = {}
  for (const operation of OPERATIONS)
    (byPath[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation)
  return byPath
}

function describe(operation: Operation): JsonSchema {
  const { id, summary, description, door, body } = operation
  const parameters = [...named(operation.params, 'path'), ...named(operation.query, 'query')]
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    tags: door === 'every' ? DOORS : [door],
    security: operation.open === true ? [] : SECURITY[door],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contents(body) } }),
    responses: {
      ...replies(operation.replies),
      ...problems([...operation.errors, ...byToken(operation), ...EVERYWHERE], operation.replies),
    },
  }
}

function named(parameters: Readonly<Record<string, Parameter>> | undefined, place: 'path' | 'query') {
  return Object.entries(parameters ?? {}).map(([name, parameter]) => ({
    name,
    in: place,
    required: false,
    ...parameter,
  }))
}

function replies(described: Readonly<Record<number, ReplyDescription>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(described).map(([status, { description, content, headers }]) => [
      status,
      { description, ...(headers && { headers }), content: contents(content) },
    ]),
  )
}

/** Problems by status; a status that also has a reply of its own (readiness: 503) keeps both bodies. */
function problems(
  codes: readonly ErrorCode[],
  own: Readonly<Record<number, ReplyDescription>>,
): Record<string, JsonSchema> {
  const statuses = [...new Set(codes.map((code) => CODES[code].http))].sort((a, b) => a - b)
  return Object.fromEntries(
    statuses.map((status) => {
      const here = codes.filter((code) => CODES[code].http === status)
      const description = here.map((code) => `\`${code}\`: ${CODES[code].title}.`).join('\n\n')
      const problem = {
        schema: ref('Problem'),
        ...(status === PROBLEM_SAMPLE.status && { example: PROBLEM_SAMPLE }),
      }
      const retry = here.some((code) => CODES[code].retry === 'later') && {
        headers: { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } },
      }
      const content = { ...contents(own[status]?.content ?? {}), [PROBLEM_MEDIA_TYPE]: problem }
      return [
        status,
        {
          description: [own[status]?.description, description].filter(Boolean).join('\n\n'),
          ...retry,
          content,
        },
      ]
    }),
  )
}

function contents(content: Readonly<Record<string, Content>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(content).map(([type, { schema, example }]) => [
      type,
      { schema, ...(example !== undefined && { example }) },
    ]),
  )
}
