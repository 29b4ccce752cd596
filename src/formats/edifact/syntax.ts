import { KhorgosError } from '../../errors.ts'
import type { FormatSyntax } from '../syntax.ts'
import { EdifactMessage } from './message.ts'
import type { Specification } from './specification.ts'
import { writeInterchange } from './write.ts'

/** The EDIFACT side of a format: opening has already held the message to its specification. */
export function edifactSyntax(specification: Specification, format: string): FormatSyntax {
  return {
    name: 'edifact',
    validate(message) {
      if (!(message instanceof EdifactMessage))
        throw new KhorgosError('SCHEMA_INVALID', `${format} is UN/EDIFACT, the message is not`)
      if (message.specification.namespace !== specification.namespace)
        throw new KhorgosError(
          'SCHEMA_INVALID',
          `${format} is a message of another directory than the one at hand`,
        )
    },
    write: (root, values) => writeInterchange(specification, root, values),
  }
}
