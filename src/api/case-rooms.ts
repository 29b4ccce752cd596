import type { FastifyInstance } from 'fastify'
import { type CargoRouteParts, cargoRoutes } from './cargo-routes.ts'
import { type CaseRouteParts, caseRoutes } from './case-routes.ts'
import type { RiskService } from '../workflows/channel/risk-service.ts'
import type { ForPerson } from './people-door.ts'
import { riskRoutes } from './risk-routes.ts'
import { type WorkflowRouteParts, workflowRoutes } from './workflow-routes.ts'

/** What officers do at the people door. */
export function caseRooms(
  parts: CaseRouteParts & CargoRouteParts & WorkflowRouteParts & { readonly risk: RiskService },
): readonly ((room: FastifyInstance, forPerson: ForPerson) => void)[] {
  return [
    (room, forPerson) => caseRoutes(room, forPerson, parts),
    (room, forPerson) => cargoRoutes(room, forPerson, parts),
    (room, forPerson) => workflowRoutes(room, forPerson, parts),
    (room, forPerson) => riskRoutes(room, forPerson, parts.risk),
  ]
}
