import { Ajv2020 } from 'ajv/dist/2020.js'
import type {
  FastifyInstance,
  FastifySchema,
  FastifySchemaCompiler,
  FastifySerializerCompiler,
} from 'fastify'

/**
 * Fastify's own validator turns "12" into 12, drops fields it does not know and fills in defaults, so that what
 * a handler sees is not what was sent. This one only says yes or no. `$data` stays off: it lets a request choose
 * the pattern it is matched against (CVE-2025-69873). Schemas are compiled at start, never from a request.
 */
export function createAjv(): Ajv2020 {
  return new Ajv2020({
    strict: true,
    allErrors: false,
    coerceTypes: false,
    removeAdditional: false,
    useDefaults: false,
    $data: false,
    ownProperties: true,
    // They are ours, and few enough for the engine alone: the start is shorter by a tenth of a second for each server.
    validateSchema: false,
    code: { optimize: false },
  })
}

/** Puts our rules in place of Fastify's for everything that comes in and goes out. */
export function useStrictSchemas(app: FastifyInstance): void {
  const ajv = createAjv()
  const validator: FastifySchemaCompiler<FastifySchema> = ({ schema }) => {
    if (typeof schema !== 'object') throw new TypeError('a route schema is an object')
    return ajv.compile(schema)
  }
  // fast-json-stringify leaves out what a schema does not name. Here the tests compare replies with the schemas,
  // and a reply is sent whole.
  const serializer: FastifySerializerCompiler<FastifySchema> = () => (data) => JSON.stringify(data)
  app.setValidatorCompiler(validator)
  app.setSerializerCompiler(serializer)
}
