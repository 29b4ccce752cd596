import { existsSync } from 'node:fs'
import { request } from 'undici'
import { loadPeople } from '../../access/people-file.ts'
import type { Config } from '../../config.ts'
import { KhorgosError } from '../../errors.ts'
import { asObject, textAt } from '../../model/json-access.ts'
import { parseStrictJson } from '../../model/strict-json.ts'
import { sandboxPeopleFile } from './people-file.ts'

const TIMEOUT_MS = 5_000

/**
 * A token of the sandbox that runs, or ran last, over this data folder.
 *
 * @param officer id of one of the officers
 * @throws KhorgosError CONFIG_INVALID when no sandbox has run there, or the officer is unknown; AUTH_UNAVAILABLE when it does
 *   not run now
 */
export async function askSandboxToken(config: Config, officer: string): Promise<string> {
  const file = sandboxPeopleFile(config)
  if (!existsSync(file))
    throw new KhorgosError('CONFIG_INVALID', `No sandbox has run over the data folder ${config.dataFolder}.`)
  const { schemasFolder: schemas, certificateFolder: certificates } = config
  const [issuer] = loadPeople({ file, schemas, certificates, sandbox: true }).tokenIssuers
  if (issuer === undefined) throw new KhorgosError('CONFIG_INVALID', `${file} names no token issuer.`)
  const { status, text } = await post(issuer.rules.issuer, officer)
  const body = asObject(parseStrictJson(text))
  const token = textAt(body, 'access_token')
  if (status === 200 && token !== undefined) return token
  throw new KhorgosError(
    'CONFIG_INVALID',
    `The sandbox gives no token: ${textAt(body, 'error_description') ?? `HTTP status ${status}`}.`,
  )
}

async function post(issuer: string, officer: string): Promise<{ status: number; text: string }> {
  try {
    const { statusCode, body } = await request(`${issuer}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'password', username: officer }).toString(),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    return { status: statusCode, text: await body.text() }
  } catch (cause) {
    throw new KhorgosError(
      'AUTH_UNAVAILABLE',
      `The sandbox does not answer at ${issuer}: is "khorgos start --sandbox" running?`,
      { cause },
    )
  }
}
