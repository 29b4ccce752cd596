import { Piscina } from 'piscina'
import { KhorgosError, type ErrorCode } from '../errors.ts'
import { switchAnswer, type Answered, type AnswerInput } from './answer.ts'
import { switchPair, type Paired, type PairInput } from './pair.ts'
import type { PartsFolders } from './parts.ts'
import { switchMessage, type Refused, type SwitchInput, type SwitchParts, type Taken } from './switch.ts'

/** Everything that parses, verifies, converts and signs: CPU work, done beside the thread that talks. */
export interface Switchboard {
  message(input: SwitchInput): Promise<Taken | Refused>
  pair(input: PairInput): Promise<Paired | Refused>
  answer(input: AnswerInput): Promise<Answered | Refused>
  close(): Promise<void>
}

export type Task =
  | { readonly task: 'message'; readonly input: SwitchInput }
  | { readonly task: 'pair'; readonly input: PairInput }
  | { readonly task: 'answer'; readonly input: AnswerInput }

export type TaskResult = Taken | Paired | Answered | Refused

/** An error as it crosses a thread: structured clone keeps neither class nor code. */
export interface Fault {
  readonly kind: 'fault'
  readonly code: ErrorCode
  readonly message: string
  /** Stack of what caused it, for the log of the thread that talks. */
  readonly cause: string | undefined
}

/** Runs one task; the same function in this thread and in a worker. */
export function runTask(parts: SwitchParts, task: Task): TaskResult {
  switch (task.task) {
    case 'message':
      return switchMessage(parts, task.input)
    case 'pair':
      return switchPair(parts, task.input)
    case 'answer':
      return switchAnswer(parts, task.input)
  }
}

/** In this thread: for commands, tests and machines with one processor. */
export function createLocalSwitchboard(parts: SwitchParts): Switchboard {
  return {
    message: async (input) => switchMessage(parts, input),
    pair: async (input) => switchPair(parts, input),
    answer: async (input) => switchAnswer(parts, input),
    close: async () => undefined,
  }
}

type ResultOf<K extends TaskResult['kind']> = Extract<TaskResult, { readonly kind: K }>

function isOneOf<K extends TaskResult['kind']>(
  result: TaskResult,
  kinds: readonly K[],
): result is ResultOf<K> {
  return kinds.some((kind) => kind === result.kind)
}

/** Tasks that may wait for a free thread before callers are told that we are busy. */
const MAX_WAITING_TASKS = 4096

/**
 * In `threads` workers, each with its own parser memory; resolves when all of them have loaded their formats, so that
 * the first message waits for nothing. A queue that is full answers OVERLOADED.
 */
export async function createThreadedSwitchboard(
  folders: PartsFolders,
  threads: number,
): Promise<Switchboard> {
  const pool = new Piscina<Task | undefined, TaskResult | Fault>({
    filename: builtFile(new URL('./switch-worker.js', import.meta.url)).href,
    workerData: folders,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: MAX_WAITING_TASKS,
    concurrentTasksPerWorker: 1,
    atomics: 'disabled',
  })
  await Promise.all(Array.from({ length: threads }, () => pool.run(undefined, { name: 'load' })))
  const run = async <K extends TaskResult['kind']>(task: Task, kinds: readonly K[]): Promise<ResultOf<K>> => {
    if (pool.queueSize >= MAX_WAITING_TASKS)
      throw new KhorgosError('OVERLOADED', 'Too many messages are being read at once.')
    const result = await pool.run(task, { name: 'work' })
    if (result.kind === 'fault') throw new KhorgosError(result.code, result.message, { cause: result.cause })
    if (!isOneOf(result, kinds)) throw new TypeError(`a task ${task.task} gave ${result.kind}`)
    return result
  }
  return {
    message: (input) => run({ task: 'message', input }, ['taken', 'refused']),
    pair: (input) => run({ task: 'pair', input }, ['paired', 'refused']),
    answer: (input) => run({ task: 'answer', input }, ['answered', 'refused']),
    close: () => pool.destroy(),
  }
}

/** Worker threads run built JavaScript: under a TypeScript test runner the file beside us is in `dist`. */
function builtFile(url: URL): URL {
  return new URL(url.href.replace(/\/src\/exchange\/([^/]+)$/, '/dist/exchange/$1'))
}
