import type { EconomicOperator } from '../../model/generated/economic-operator.ts'
import { asObject } from '../../model/json-access.ts'
import type { Operations } from '../definitions/term.ts'
import { plain } from '../definitions/arguments.ts'
import type { Programme } from './programme.ts'
import { recogniseOperator } from './recognise-operator.ts'

/** Workflow by which the status of an operator is recognised. */
export const OPERATOR_WORKFLOW = 'operator-recognition'

/** What a case about an operator is named by: whose register, and its number there. */
export const operatorKey = (country: string, id: string): string => `${country} ${id}`

const AGAINST = ['FALLEN', 'NOT_RELIED_ON'] as const

/** What the definition of the recognition of operators can have done. All of it is pure. */
export function operatorOperations(parts: {
  readonly country: string
  readonly programmes: readonly Programme[]
}): Operations {
  return {
    operatorKey: {
      required: ['operator'],
      call: ({ operator }) => {
        const { issuingCountryCode, id } = asObject(operator) ?? {}
        return typeof issuingCountryCode === 'string' && typeof id === 'string'
          ? operatorKey(issuingCountryCode, id)
          : undefined
      },
    },
    /** Our office that looks after the programme. */
    operatorOffice: {
      required: ['operator'],
      call: ({ operator }) =>
        parts.programmes.find(({ country }) => country === asObject(operator)?.['issuingCountryCode'])
          ?.office,
    },
    operatorRecognition: {
      required: ['operator', 'from', 'at'],
      optional: ['against'],
      call: ({ operator, from, at, against }) => {
        if (!isOperator(operator) || typeof from !== 'string' || typeof at !== 'string') return undefined
        return plain(
          recogniseOperator(operator, {
            ...parts,
            from,
            at: new Date(at),
            against: AGAINST.find((each) => each === against),
          }),
        )
      },
    },
  }
}

const isOperator = (value: unknown): value is EconomicOperator =>
  typeof value === 'object' && value !== null && 'issuingCountryCode' in value && 'holder' in value
