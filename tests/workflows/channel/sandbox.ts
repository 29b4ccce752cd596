import { resolve } from 'node:path'
import { prepareChannels } from '../../../src/workflows/channel/decide.ts'
import { registerOf } from '../../../src/workflows/channel/in-force.ts'
import { loadChannel } from '../../../src/workflows/channel/load.ts'
import {
  compileParameter,
  type CompiledParameter,
  type Parameter,
} from '../../../src/workflows/channel/parameter.ts'

export const FOLDER = resolve('schemas/workflows/channel')

/** The sandbox's own files, as they are shipped. */
export const FILES = loadChannel(FOLDER)

export const channelsOf = (parameters: readonly CompiledParameter[], policy = FILES.policy) =>
  prepareChannels(registerOf(parameters, FILES.subCentres), policy)

/** An active parameter of Erenhot's sub-centre, different where a test says so. */
export function parameter(different: Partial<Parameter>): CompiledParameter {
  return compileParameter(
    {
      id: 'test-parameter',
      version: 1,
      dimension: 'commodity',
      owner: '0705',
      author: 'author',
      subCentre: 'qingdao',
      validFrom: '2026-01-01',
      when: 'true',
      effect: { score: 10 },
      reason: 'commodity.vehicles',
      costs: { minutes: 30 },
      status: 'active',
      ...different,
    },
    { path: 'test.yaml', line: 1 },
  )
}

/** At Erenhot, on a day on which the sandbox's parameters are valid. */
export const HERE = { office: '0705', moment: '2026-11-21T02:00:00Z' }
