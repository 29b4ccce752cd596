/**
 * The steps after which the fault tests kill the process, to prove that nothing promised is lost. A point does
 * nothing unless the harness of those tests has armed it in its own process: there is no setting, no environment
 * variable and no request that does.
 */
export type CrashPoint =
  | 'received'
  | 'converted'
  | 'before-commit'
  | 'after-commit'
  | 'after-publish'
  | 'before-send'
  | 'after-send'
  | 'before-ack-commit'
  | 'after-ack-commit'
  | 'after-notices'
  | 'before-follow'
  | 'after-follow'
  | 'before-deadline'
  | 'after-deadline'
  | 'before-effect-sent'
  | 'after-effect-sent'
  | 'before-effect-told'
  | 'after-effect-told'

const armed = new Map<CrashPoint, number>()

/**
 * For the harness only.
 * @param passes how often the point is passed unharmed before it kills
 */
export function armCrashPoint(name: CrashPoint, passes: number): void {
  armed.set(name, passes)
}

/** Marks a step. When armed, ends the process as a power cut would: no handler runs, nothing is flushed. */
export function crashPoint(name: CrashPoint): void {
  const left = armed.get(name)
  if (left === undefined) return
  if (left === 0) process.kill(process.pid, 'SIGKILL')
  armed.set(name, left - 1)
}
