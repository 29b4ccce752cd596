import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'

/** What the sandbox's tokens are meant for. */
export const SANDBOX_AUDIENCE = 'khorgos-sandbox-gateway'

/** Where the sandbox keeps its people file; who asks for a token finds the issuer in it. */
export const sandboxPeopleFile = (config: Pick<Config, 'dataFolder'>): string =>
  join(config.dataFolder, 'sandbox-people.yaml')

/** Writes the people file of this start, since the issuer's port may be any; returns its path. */
export function writePeopleFile(config: Pick<Config, 'dataFolder' | 'peopleListen'>, issuer: string): string {
  const path = sandboxPeopleFile(config)
  writeFileSync(
    path,
    `# SANDBOX ISSUER: gives anybody a token. Written at each start of the sandbox.
audience: ${SANDBOX_AUDIENCE}
partnerTokens: { issuer: 'https://localhost:${config.peopleListen.port}' }
tokenIssuers:
  - id: sandbox
    issuer: ${issuer}
    roles: { claim: /roles }
    offices: { claim: /offices }
    sandbox: true
`,
  )
  return path
}
