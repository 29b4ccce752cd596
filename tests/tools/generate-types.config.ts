import { defineConfig } from 'vitest/config'

/** `npm run generate:types`: without the build before the tests, which stale types may break. */
export default defineConfig({
  test: { include: ['tests/model/{generated-types,hub-page}.test.ts'] },
})
