import type { CrashPoint } from '../../src/exchange/crash-points.ts'

/** Every step of a case after which a process can be gone; each trip passes all of them. */
export const CASE_POINTS: readonly CrashPoint[] = [
  'before-commit',
  'before-follow',
  'after-follow',
  'before-effect-sent',
  'after-effect-sent',
  'before-effect-told',
  'after-effect-told',
  'before-deadline',
  'after-deadline',
  'after-commit',
  'after-publish',
]
