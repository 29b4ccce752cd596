import { workerData } from 'piscina'
import { asKhorgosError } from '../errors.ts'
import { loadParts, type PartsFolders } from './parts.ts'
import { runTask, type Fault, type Task, type TaskResult } from './switchboard.ts'

/** The thread behind `createThreadedSwitchboard`: loads everything once, then answers tasks. */
const parts = loadParts(workerData as PartsFolders)

/** Resolves once this thread has loaded: the module's own loading is the work. */
export function load(): number {
  return parts.formats.all.length
}

export function work(task: Task): TaskResult | Fault {
  try {
    return runTask(parts, task)
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    return { kind: 'fault', code: error.code, message: error.message }
  }
}
