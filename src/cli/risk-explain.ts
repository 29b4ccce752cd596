import { KhorgosError } from '../errors.ts'
import { asObject } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import { parseStrictJson } from '../model/strict-json.ts'
import { prepareChannels, type Decision } from '../workflows/channel/decide.ts'
import { registerOf } from '../workflows/channel/in-force.ts'
import { loadChannel, type ChannelFiles } from '../workflows/channel/load.ts'
import { channelFolder } from './risk.ts'
import { configOf, readInput, type Result, type Shell } from './shell.ts'

/** @throws KhorgosError JSON_MALFORMED or FIELD_INVALID for facts that cannot be used */
export async function explainChannel(
  shell: Shell,
  options: { readonly facts: string; readonly office?: string; readonly moment?: string },
): Promise<Result> {
  const files = loadChannel(channelFolder(configOf(shell).schemasFolder))
  const given = readFacts(await readInput(shell, options.facts))
  const facts: JsonObject = {
    ...given,
    office: options.office ?? given['office'] ?? null,
    moment: options.moment ?? given['moment'] ?? new Date().toISOString(),
  }
  const decision = prepareChannels(registerOf(files.parameters, files.subCentres), files.policy).decide(facts)
  return { exit: 'OK', json: decision, text: tell(decision, files) }
}

function readFacts(bytes: Uint8Array): JsonObject {
  const facts = asObject(parseStrictJson(bytes))
  if (facts === undefined) throw new KhorgosError('JSON_MALFORMED', 'The facts are not a JSON object.')
  return facts
}

function tell(decision: Decision, { reasons }: ChannelFiles): string {
  const { channel, mode, operatorClass, score, steps, fired, notEstablished, considered } = decision
  const lines = [
    `${channel}, mode ${mode.id} (guarantee: ${mode.guarantee})`,
    `office ${decision.office}, sub-centre ${decision.subCentre ?? 'not known'}, ${decision.moment}; operator class ${operatorClass}; score ${score}; ${considered} parameters in force`,
    '',
    ...steps.map(({ rule, level, by }) => `  ${rule.padEnd(13)} ${level.padEnd(6)} ${by.join(', ')}`),
    '',
    ...fired.flatMap((each) => [
      `fired: ${each.id} ${each.version}, ${each.dimension}, ${JSON.stringify(each.effect)}: ${reasons.get(each.reason) ?? each.reason}`,
      `  on ${JSON.stringify(each.facts)}`,
    ]),
    ...notEstablished.map(
      ({ id, version, missing, faults }) =>
        `not established: ${id} ${version}, for want of ${[...missing, ...faults].join(', ')}`,
    ),
    '',
  ]
  return lines.join('\n')
}
