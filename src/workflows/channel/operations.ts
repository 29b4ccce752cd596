import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import { has, plain } from '../definitions/arguments.ts'
import type { Operations } from '../definitions/term.ts'
import type { ParameterHistory } from './history.ts'
import { type Projection, projectFacts, type VerifiedFacts } from './project.ts'

/**
 * What the definition of clearance can have done: a channel is decided by the parameters that were in force at that moment, so
 * that the same event comes to the same whenever it is judged.
 */
export function channelOperations(history: ParameterHistory): Operations {
  return {
    /** The decision with all that it rests on, so that it can be made again. */
    channel: {
      required: ['declaration', 'office', 'at'],
      optional: ['operator', 'papers'],
      call: ({ declaration, office, at: moment, operator, papers }) => {
        if (typeof office !== 'string' || typeof moment !== 'string') return undefined
        const version = history.at(new Date(moment))
        const projected = projectionOf({ declaration, operator, papers }, office, moment)
        if (version === undefined || projected === undefined) return undefined
        const { number, hash, change } = version
        return plain({
          ...version.ready().channels.decide(projected.facts),
          parameters: { version: number, hash, record: change.record.toString() },
          unknownFacts: projected.notEstablished,
        })
      },
    },
    /** A declaration is known by its number, and by its sender's until it has one. */
    declarationKey: {
      required: ['declaration'],
      call: ({ declaration }) => {
        const { id, functionalReferenceId } = asObject(declaration) ?? {}
        return id ?? functionalReferenceId
      },
    },
  }
}

/** What is known of a declaration when its channel is decided. */
export function projectionOf(
  {
    declaration,
    operator,
    papers,
  }: JsonObject | { readonly [name in 'declaration' | 'operator' | 'papers']: JsonValue | undefined },
  office: string,
  moment: string,
): Projection | undefined {
  if (!isDeclaration(declaration)) return undefined
  return projectFacts(
    { declaration },
    {
      office,
      moment,
      ...(isStanding(operator) && { operator }),
      ...(Array.isArray(papers) && { papers: papers.filter(isPaper) }),
    },
  )
}

const isStanding = (value: unknown): value is NonNullable<VerifiedFacts['operator']> => has(value, 'id')

const isPaper = (value: unknown): value is NonNullable<VerifiedFacts['papers']>[number] =>
  has(value, 'kind', 'id', 'status')

export const isDeclaration = (value: unknown): value is GoodsDeclaration =>
  has(value, 'typeCode', 'goodsShipment')
