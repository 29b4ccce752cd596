import { NAME } from './case-schemas.ts'
import type { Operation } from './operation.ts'
import { TOKEN_ERRORS } from './people-operations.ts'
import { ref } from './schema-parts.ts'

export const YAML_TYPE = 'text/yaml'

const WORKFLOW_SAMPLE = {
  workflow: 'joint-supervision-exit',
  version: 1,
  hash: '0f6ad5ef3b4c8a5b9fd1b2ba5d0a4a6e6d2a8c7ab2b5c2f1c2a6a3d6f9e0b1c4',
  title: 'Joint supervision of a load, on the side that the truck leaves',
  validFrom: '2026-01-01',
  initial: 'unopened',
  roles: [{ role: 'exit-officer', title: 'Officer at the exit' }],
  states: [
    {
      state: 'issued',
      title: 'Waits for the exit',
      tasks: [
        {
          task: 'confirm',
          title: 'Check the load and let it leave',
          role: 'exit-officer',
          acts: ['confirmed'],
        },
      ],
      on: ['confirmed', 'overdue'],
    },
    { state: 'released', title: 'Released on the other side', outcome: 'released', tasks: [], on: [] },
  ],
  events: [
    {
      event: 'confirmed',
      title: 'The load was checked and leaves',
      by: 'act',
      opens: false,
      numbered: false,
      roles: ['exit-officer', 'supervisor'],
      data: {
        type: 'object',
        additionalProperties: false,
        required: ['resultCode'],
        properties: { resultCode: { enum: ['conforming', 'differing'] } },
      },
    },
  ],
  links: { definition: '/v1/workflows/joint-supervision-exit/1' },
}

export const listWorkflows: Operation = {
  id: 'listWorkflows',
  method: 'GET',
  path: '/v1/workflows',
  door: 'people',
  summary: 'What a screen for cases is made of',
  description:
    'Definitions by which cases open now: states with their tasks, events with who may do them and what they state.',
  replies: {
    200: {
      description: 'The definitions.',
      content: {
        'application/json': { schema: ref('WorkflowList'), example: { workflows: [WORKFLOW_SAMPLE] } },
      },
    },
  },
  errors: TOKEN_ERRORS,
}

export const readDefinition: Operation = {
  id: 'readDefinition',
  method: 'GET',
  path: '/v1/workflows/{workflow}/{version}',
  door: 'people',
  summary: 'Read a definition as it was written',
  description:
    'The file itself, byte for byte what its hash is of; also one by which only older cases still run.',
  params: {
    workflow: { description: 'Name of the workflow.', schema: NAME, required: true },
    version: {
      description: 'Its version.',
      schema: { type: 'string', pattern: '^[1-9][0-9]{0,3}$' },
      required: true,
    },
  },
  replies: {
    200: {
      description: 'The definition.',
      content: {
        [YAML_TYPE]: {
          schema: { type: 'string' },
          example: 'workflow: joint-supervision-exit\nversion: 1\n…\n',
        },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'WORKFLOW_UNKNOWN'],
}

export const WORKFLOW_OPERATIONS: readonly Operation[] = [listWorkflows, readDefinition]
