import { mkdirSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { startGateway, type Gateway } from '../../src/gateway.ts'
import { ask, type Ask, type Reply } from '../api/harness.ts'
import { makeSite, type Site } from '../harness/site.ts'
import { AUDIENCE, makeKey, openIssuer, type IssuerKey, type TestIssuer } from './issuer.ts'

/** Our own name in tokens of partners' systems. */
export const OWN_ISSUER = 'https://gateway.example'

/** A whole gateway with a door for people, a token issuer that really listens, and a time that is ours. */
export interface PeopleGateway {
  readonly site: Site
  readonly issuer: TestIssuer
  readonly key: IssuerKey
  readonly lines: string[]
  gateway(): Gateway
  /** Puts its clock so many ms ahead. */
  ahead(ms: number): void
  /** A request at the door for people, without a client certificate. */
  come(path: string, token?: string, options?: Omit<Ask, 'as' | 'agent'>): Promise<Reply>
  /** Stops the gateway and starts it again over the same data. */
  restart(rewrite?: () => void): Promise<void>
  close(): Promise<void>
}

export async function openPeopleGateway(): Promise<PeopleGateway> {
  const key = makeKey('ES256', 'k1')
  const issuer = await openIssuer([key])
  const site = await makeSite({ env: { KHORGOS_XML_WORKERS: '0', KHORGOS_PEOPLE_LISTEN: '127.0.0.1:0' } })
  const peopleFile = join(site.config.dataFolder, 'people.yaml')
  mkdirSync(site.config.dataFolder, { recursive: true })
  writeFileSync(
    peopleFile,
    `audience: ${AUDIENCE}
partnerTokens: { issuer: '${OWN_ISSUER}' }
tokenIssuers:
  - { id: sso, issuer: '${issuer.url}', roles: { claim: /roles }, offices: { claim: /offices } }
`,
  )
  const lines: string[] = []
  let ahead = 0
  const start = (): Promise<Gateway> =>
    startGateway(
      { ...site.config, peopleFile, logLevel: 'info' },
      {
        clock: () => new Date(Date.now() + ahead),
        logStream: { write: (line) => void lines.push(line) },
        formats: site.formats,
      },
    )
  let gateway = await start()
  return {
    site,
    issuer,
    key,
    lines,
    gateway: () => gateway,
    ahead: (ms) => void (ahead = ms),
    come: (path, token, options = {}) =>
      ask(Number(new URL(gateway.peopleUrl ?? '').port), path, {
        ...options,
        agent: new Agent({ ca: site.pem('sandbox-ca.crt') }),
        headers: { ...options.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      }),
    restart: async (rewrite = () => undefined) => {
      await gateway.close()
      rewrite()
      gateway = await start()
    },
    close: async () => {
      await gateway.close()
      await site.close()
      await issuer.close()
    },
  }
}
