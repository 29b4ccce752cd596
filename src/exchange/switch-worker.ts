import { workerData } from 'piscina'
import { asKhorgosError } from '../errors.ts'
import { loadParts, type PartsFolders } from './parts.ts'
import { runTask, type Fault, type Task, type TaskResult } from './switchboard.ts'

/** The thread behind `createThreadedSwitchboard`: loads everything once, then answers tasks. */
const folders: PartsFolders = workerData
const parts = loadParts(folders)

/** Resolves once this thread has loaded: the module's own loading is the work. */
export function load(): number {
  return parts.formats.all.length
}

export function work(task: Task): TaskResult | Fault {
  try {
    return runTask(parts, task)
  } catch (thrown) {
    const error = asKhorgosError(thrown)
    const { cause = error } = error
    return {
      kind: 'fault',
      code: error.code,
      message: error.message,
      cause: cause instanceof Error ? cause.stack : undefined,
    }
  }
}
