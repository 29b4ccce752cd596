import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { hubPage } from '../tools/hub-pages.ts'

/** `npm run generate:types` is this test, too, with `--update`. */
it('docs/hub-documents.md tells the fields of the schemas as they are now', async () => {
  await expect(hubPage()).toMatchFileSnapshot(resolve(import.meta.dirname, '../../docs/hub-documents.md'))
})
