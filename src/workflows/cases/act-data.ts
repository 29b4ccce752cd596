import { CODES, KhorgosError } from '../../errors.ts'
import type { DataProblem } from '../../model/data-file.ts'
import type { JsonObject } from '../../model/json.ts'
import type { EventType } from '../definitions/definition.ts'

/** What is wrong with what an act states, with its place in the act; undefined when nothing is. */
export function dataRefusal(type: EventType | undefined, data: JsonObject): KhorgosError | undefined {
  const problem = type?.check(data)
  return problem && actInvalid({ ...problem, path: `/data${problem.path}` })
}

/** @param problem its path is a JSON Pointer into the act */
export function actInvalid({ path, message }: DataProblem): KhorgosError {
  return new KhorgosError('ACT_INVALID', `${CODES.ACT_INVALID.title}: ${path}: ${message}.`, {
    place: { path },
  })
}
