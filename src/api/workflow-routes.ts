import type { FastifyInstance } from 'fastify'
import { KhorgosError } from '../errors.ts'
import type { Definitions } from '../workflows/definitions/definitions.ts'
import { textIn } from './exchange-request.ts'
import { serve } from './operation.ts'
import type { ForPerson } from './people-door.ts'
import { type DescribeData, workflowBody } from './workflow-body.ts'
import * as operations from './workflow-operations.ts'

export interface WorkflowRouteParts {
  readonly definitions: Definitions
  readonly describe: DescribeData
  readonly clock: () => Date
}

/** Workflows as those need them who make screens, and as they were written. */
export function workflowRoutes(
  room: FastifyInstance,
  forPerson: ForPerson,
  { definitions, describe, clock }: WorkflowRouteParts,
): void {
  // A definition never changes, and may have many parts.
  const bodies = new Map(definitions.all.map((each) => [each.hash, workflowBody(each, describe)]))
  serve(
    room,
    operations.listWorkflows,
    forPerson(() => {
      const now = clock()
      const inForce = definitions.all
        .filter(({ workflow, hash }) => definitions.inForce(workflow, now)?.hash === hash)
        .toSorted((one, other) => (one.workflow < other.workflow ? -1 : 1))
      return Promise.resolve({ workflows: inForce.map(({ hash }) => bodies.get(hash)) })
    }),
  )
  serve(
    room,
    operations.readDefinition,
    forPerson(async (_person, { params }, reply) => {
      const [name, version] = [textIn(params, 'workflow'), Number(textIn(params, 'version'))]
      const found = definitions.all.find((each) => each.workflow === name && each.version === version)
      if (found === undefined)
        throw new KhorgosError('WORKFLOW_UNKNOWN', 'There is no such version of that workflow.')
      return reply
        .header('content-type', `${operations.YAML_TYPE}; charset=utf-8`)
        .send(Buffer.from(found.text))
    }),
  )
}
