import { configureGlobal } from 'fast-check'

/**
 * Property tests draw the same examples each time, so that a change is judged by what it changed. Other examples are
 * looked for on purpose: `KHORGOS_TEST_SEED=random npm test`, or a number to see a failure again.
 */
const seed = process.env['KHORGOS_TEST_SEED'] ?? '20261121'
if (seed !== 'random') configureGlobal({ seed: Number(seed) })
