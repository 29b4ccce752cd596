import type { Check } from './checks.ts'

/** Somebody who may say so has said that the document was issued. */
export const exists: Check = ({ fact }) => [
  fact.content.status === 'not-issued'
    ? { check: 'exists', result: 'fail', reason: 'NOT_ISSUED' }
    : { check: 'exists', result: 'pass' },
]
