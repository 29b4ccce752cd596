import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import { asObject } from '../../model/json-access.ts'
import type { JsonValue } from '../../model/json.ts'
import { has, plain } from '../definitions/arguments.ts'
import type { Operations } from '../definitions/term.ts'
import { prepareChannels } from './decide.ts'
import { registerOf } from './in-force.ts'
import { loadChannel } from './load.ts'
import { projectFacts } from './project.ts'

/**
 * What the definition of clearance can have done: a channel is decided by the parameters in force at the office then.
 *
 * @param folder of the risk parameters
 * @throws KhorgosError CONFIG_INVALID, PARAMETER_INVALID
 */
export function channelOperations(folder: string): Operations {
  const { parameters, subCentres, policy } = loadChannel(folder)
  const channels = prepareChannels(registerOf(parameters, subCentres), policy)
  return {
    /** The decision with all that it rests on, so that it can be made again. */
    channel: {
      required: ['declaration', 'office', 'at'],
      call: ({ declaration: given, office, at: moment }) => {
        const declaration = declarationIn(given)
        if (declaration === undefined || typeof office !== 'string' || typeof moment !== 'string')
          return undefined
        const { facts, notEstablished } = projectFacts({ declaration }, { office, moment })
        return plain({ ...channels.decide(facts), unknownFacts: notEstablished })
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

function declarationIn(value: JsonValue | undefined): GoodsDeclaration | undefined {
  return isDeclaration(value) ? value : undefined
}

const isDeclaration = (value: unknown): value is GoodsDeclaration => has(value, 'typeCode', 'goodsShipment')
