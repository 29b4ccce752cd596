import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sharedFolder } from '../../shared.ts'
import { SCHEMAS } from '../sample-files.ts'

export const OWN = join(SCHEMAS, 'cn-dxp')

const published = join(sharedFolder() ?? '', 'data/cn-dxp')

/** The official schema and samples; undefined where they are not at hand. */
export const OFFICIAL: string | undefined = existsSync(published) ? published : undefined
