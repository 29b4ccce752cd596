import { writeFileSync } from 'node:fs'
import { errorsPage } from './errors-page.ts'

/** `npm run generate:errors`, from the folder of the package. */
writeFileSync('docs/errors.md', errorsPage())
