import type { Check } from '../checks.ts'

/** Nothing is written off from documents yet, and what nobody counts is never confirmed to be left. */
export const available: Check = ({ question: { wants = [] } }) =>
  wants.map(({ line }) => ({ check: 'available', line, result: 'not-established', reason: 'NOT_COUNTED' }))
