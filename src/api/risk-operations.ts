import type { Operation } from './operation.ts'
import { TOKEN_ERRORS } from './people-operations.ts'
import { ref } from './schema-parts.ts'

/** Versions of one page, when nothing is asked for. */
export const VERSIONS_PAGE = 50

const HASH = '7d1f0a9f2c8f4c6f0a3c1b9a4be2d6c0c8a5e1f7b3d94a2e6f01c7d8b9a3e5f4'
const PARAMETER = { id: 'value-low-textiles', version: 2, hash: HASH }
const CASE = '/v1/cases/019a9b1c-4d5e-7f60-8a1b-2c3d4e5f6071'
const NAME_SCHEMA = { type: 'string', pattern: '^[a-z][a-z0-9-]{1,59}$' }

const VERSION_SAMPLE = {
  version: 4,
  hash: HASH,
  index: '1017',
  at: '2026-11-22T08:04:11.310Z',
  kind: 'activated',
  by: {
    person: 'liu.fang',
    issuer: 'https://sso.customs.example/realms/border',
    role: 'risk-manager',
    office: '0705',
  },
  reason: 'Agreed with the districts',
  parameters: [PARAMETER],
  links: { case: CASE },
}

const ROLES = 'For the roles `analyst` and `risk-manager`, about the sub-centres of their offices.'

export const listParameters: Operation = {
  id: 'listParameters',
  method: 'GET',
  path: '/v1/risk/parameters',
  door: 'people',
  summary: 'Risk parameters in force',
  description: `Each with who wrote it, who let it come into force, when and why, and what its simulation came to. They are proposed, activated and withdrawn as cases of the workflow \`risk-parameters\`. ${ROLES}`,
  replies: {
    200: {
      description: 'The parameters, with the version that decisions name.',
      content: {
        'application/json': {
          schema: ref('ParameterList'),
          example: {
            version: VERSION_SAMPLE,
            parameters: [
              {
                ...PARAMETER,
                dimension: 'value',
                owner: '0705',
                author: 'ma.jun',
                subCentre: 'qingdao',
                validFrom: '2026-11-22',
                when: 'goods.exists(g, g.hs.startsWith("61") && g.valuePerKilogram < 4)',
                effect: { score: 30 },
                reason: 'value.low-textiles',
                costs: { minutes: 60 },
                status: 'active',
                activation: { approver: 'liu.fang', report: HASH, activatedAt: '2026-11-22T08:04:11.310Z' },
                why: 'Agreed with the districts',
                links: { case: CASE },
              },
            ],
          },
        },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'AUTH_FORBIDDEN'],
}

export const listParameterVersions: Operation = {
  id: 'listParameterVersions',
  method: 'GET',
  path: '/v1/risk/versions',
  door: 'people',
  summary: 'How risk parameters came into force and left it',
  description: `Changes by files and by people in one order, that of the log, the newest first. ${ROLES}`,
  query: {
    before: {
      description: '`next` of the page before.',
      schema: { type: 'string', pattern: '^[1-9][0-9]{0,8}$' },
    },
    limit: {
      description: `At most so many, 1 to 100; ${VERSIONS_PAGE} when absent.`,
      schema: { type: 'string', pattern: '^([1-9][0-9]?|100)$' },
    },
  },
  replies: {
    200: {
      description: 'The versions.',
      content: {
        'application/json': {
          schema: ref('ParameterVersionList'),
          example: { versions: [VERSION_SAMPLE], next: '4' },
        },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'AUTH_FORBIDDEN'],
}

export const listRatings: Operation = {
  id: 'listRatings',
  method: 'GET',
  path: '/v1/risk/ratings',
  door: 'people',
  summary: 'How inspections have borne out risk parameters',
  description: `For each parameter and sub-centre, the lowest hit rate first. ${ROLES}`,
  query: {
    subCentre: { description: 'Of that sub-centre alone.', schema: NAME_SCHEMA },
    parameter: { description: 'Of the parameter of that id alone.', schema: NAME_SCHEMA },
  },
  replies: {
    200: {
      description: 'The ratings.',
      content: {
        'application/json': {
          schema: ref('RatingList'),
          example: {
            ratings: [
              {
                parameter: PARAMETER,
                subCentre: 'qingdao',
                fired: 120,
                hits: 9,
                misses: 51,
                unclear: 2,
                hitRate: 150,
                minutes: 3720,
                amounts: { CNY: '18400' },
              },
            ],
          },
        },
      },
    },
  },
  errors: [...TOKEN_ERRORS, 'AUTH_FORBIDDEN'],
}

export const RISK_OPERATIONS: readonly Operation[] = [listParameters, listParameterVersions, listRatings]
