import { workerData } from 'piscina'
import { asKhorgosError } from '../errors.ts'
import { loadParts, type PartsFolders } from './parts.ts'
import { runTask, type Fault, type Loaded, type Task, type TaskResult } from './switchboard.ts'

/** The thread behind `createThreadedSwitchboard`: loads everything once, then answers tasks. */
const folders: PartsFolders = workerData
const parts = orFault(() => loadParts(folders))

/** Tells how loading went: a bad rule is found here, and stops the start there. */
export function load(): Loaded | Fault {
  return isFault(parts) ? parts : { kind: 'loaded' }
}

export function work(task: Task): TaskResult | Fault {
  return isFault(parts) ? parts : orFault(() => runTask(parts, task))
}

function orFault<T>(attempt: () => T): T | Fault {
  try {
    return attempt()
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

function isFault(result: object): result is Fault {
  return 'kind' in result && result.kind === 'fault'
}
