import { KhorgosError } from '../errors.ts'
import { loadChannel, loadParameters } from '../workflows/channel/load.ts'
import type { CompiledParameter } from '../workflows/channel/parameter.ts'
import { canBeTrue } from '../workflows/expressions/can-be-true.ts'
import { channelFolder } from './risk.ts'
import { configOf, type Result, type Shell } from './shell.ts'

/** Checks parameter files; what is wrong is a finding and no fault: exit code 1. */
export function checkRisk(shell: Shell, files: readonly string[]): Result {
  const folder = channelFolder(configOf(shell).schemasFolder)
  try {
    const shipped = loadChannel(folder)
    const parameters = files.length === 0 ? shipped.parameters : loadParameters(folder, files, shipped)
    const checked = parameters.map(checkedParameter)
    const lines = checked.map(
      ({ id, version, dimension, status, verdict, reads }) =>
        `${id} ${version}  ${dimension}  ${status}  ${verdict === 'sometimes' ? '' : `is ${verdict} true; `}reads ${reads.join(', ')}`,
    )
    return {
      exit: 'OK',
      json: { valid: true, parameters: checked },
      text: [...lines, `${checked.length} parameters, nothing wrong`, ''].join('\n'),
    }
  } catch (thrown) {
    if (!(thrown instanceof KhorgosError) || !'PARAMETER_INVALID CONFIG_INVALID'.includes(thrown.code))
      throw thrown
    const problems = thrown.each.map(({ code, message, place }) => ({ code, message, place }))
    return {
      exit: 'NOT_VALID',
      json: { valid: false, problems },
      text: `${problems.map(({ message }) => message).join('\n')}\n`,
    }
  }
}

function checkedParameter({ parameter: { dimension, status }, name, expression }: CompiledParameter) {
  return { ...name, dimension, status, verdict: canBeTrue(expression).verdict, reads: expression.reads }
}
