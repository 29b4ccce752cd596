import { Piscina } from 'piscina'
import { KhorgosError, type ErrorCode } from '../errors.ts'
import { switchAnswer, type Answered, type AnswerInput } from './answer.ts'
import { composeMessage, type Composed, type ComposeInput } from './compose.ts'
import { dryRun, type DryRun, type DryRunInput } from './dry-run.ts'
import { switchPair, type Paired, type PairInput } from './pair.ts'
import type { PartsFolders } from './parts.ts'
import { switchMessage, type Refused, type Taken } from './switch.ts'
import type { SwitchInput, SwitchParts } from './switch-parts.ts'

/** Everything that parses, verifies, converts and signs: CPU work, done beside the thread that talks. */
export interface Switchboard {
  message(input: SwitchInput): Promise<Taken | Refused>
  pair(input: PairInput): Promise<Paired | Refused>
  answer(input: AnswerInput): Promise<Answered | Refused>
  /** @throws KhorgosError CONFIG_INVALID, FORMAT_UNKNOWN when the receiver or the format is none of ours */
  compose(input: ComposeInput): Promise<Composed | Refused>
  /** @throws KhorgosError for a format that the partner may not try */
  dryRun(input: DryRunInput): Promise<DryRun>
  close(): Promise<void>
}

export type Task =
  | { readonly task: 'message'; readonly input: SwitchInput }
  | { readonly task: 'pair'; readonly input: PairInput }
  | { readonly task: 'answer'; readonly input: AnswerInput }
  | { readonly task: 'compose'; readonly input: ComposeInput }
  | { readonly task: 'dry-run'; readonly input: DryRunInput }

export type TaskResult = Taken | Paired | Answered | Composed | DryRun | Refused

/** An error as it crosses a thread: structured clone keeps neither class nor code. */
export interface Fault {
  readonly kind: 'fault'
  readonly code: ErrorCode
  readonly message: string
  /** Stack of what caused it, for the log of the thread that talks. */
  readonly cause: string | undefined
}

/** A thread has all it needs. */
export interface Loaded {
  readonly kind: 'loaded'
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
    case 'compose':
      return composeMessage(parts, task.input)
    case 'dry-run':
      return dryRun(parts, task.input)
  }
}

/** In this thread: for commands, tests and machines with one processor. */
export function createLocalSwitchboard(parts: SwitchParts): Switchboard {
  return {
    message: async (input) => switchMessage(parts, input),
    pair: async (input) => switchPair(parts, input),
    answer: async (input) => switchAnswer(parts, input),
    compose: async (input) => composeMessage(parts, input),
    dryRun: async (input) => dryRun(parts, input),
    close: async () => undefined,
  }
}

function thrownThere({ code, message, cause }: Fault): KhorgosError {
  return new KhorgosError(code, message, { cause })
}

type ResultOf<K extends TaskResult['kind']> = Extract<TaskResult, { readonly kind: K }>

function isOneOf<K extends TaskResult['kind']>(
  result: TaskResult | Loaded,
  kinds: readonly K[],
): result is ResultOf<K> {
  return kinds.some((kind) => kind === result.kind)
}

/** Tasks a thread is given at once, so that it has work while this thread is busy with something else. */
const TASKS_PER_THREAD = 8

/** A message is a few MB of short-lived objects: with more room fewer of them are still in use when it is cleared. */
const YOUNG_GENERATION_MB = 24

/**
 * Room for the largest message an agreement may allow (64 MB; measured: 400 do). Knowing a limit, V8 lets its heap grow
 * by half before it clears it, without one fourfold.
 */
const OLD_GENERATION_MB = 416

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
  const pool = new Piscina<Task | undefined, TaskResult | Loaded | Fault>({
    filename: builtFile(new URL('./switch-worker.js', import.meta.url)).href,
    workerData: folders,
    minThreads: threads,
    maxThreads: threads,
    maxQueue: MAX_WAITING_TASKS,
    concurrentTasksPerWorker: TASKS_PER_THREAD,
    atomics: 'disabled',
    stricterFIFO: true,
    resourceLimits: {
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
      maxOldGenerationSizeMb: OLD_GENERATION_MB,
    },
  })
  const loads = await Promise.all(
    Array.from({ length: threads }, () => pool.run(undefined, { name: 'load' })),
  )
  const fault = loads.find((loaded) => loaded.kind === 'fault')
  if (fault !== undefined) {
    await pool.destroy()
    throw thrownThere(fault)
  }
  const run = async <K extends TaskResult['kind']>(task: Task, kinds: readonly K[]): Promise<ResultOf<K>> => {
    if (pool.queueSize >= MAX_WAITING_TASKS)
      throw new KhorgosError('OVERLOADED', 'Too many messages are being read at once.')
    const result = await pool.run(task, { name: 'work' })
    if (result.kind === 'fault') throw thrownThere(result)
    if (!isOneOf(result, kinds)) throw new TypeError(`a task ${task.task} gave ${result.kind}`)
    return result
  }
  return {
    message: (input) => run({ task: 'message', input }, ['taken', 'refused']),
    pair: (input) => run({ task: 'pair', input }, ['paired', 'refused']),
    answer: (input) => run({ task: 'answer', input }, ['answered', 'refused']),
    compose: (input) => run({ task: 'compose', input }, ['composed', 'refused']),
    dryRun: (input) => run({ task: 'dry-run', input }, ['tried']),
    close: () => pool.destroy(),
  }
}

/** Worker threads run built JavaScript: under a TypeScript test runner the file beside us is in `dist`. */
function builtFile(url: URL): URL {
  return new URL(url.href.replace(/\/src\/exchange\/([^/]+)$/, '/dist/exchange/$1'))
}
