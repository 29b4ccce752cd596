import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import type { Config } from '../../config.ts'
import { KhorgosError } from '../../errors.ts'
import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import { parseStrictJson } from '../../model/strict-json.ts'
import { askSandboxToken } from './ask-token.ts'

/** An officer at a screen: all that he knows comes over the API, with a token of the sandbox's issuer. */
export interface OfficerClient {
  readonly id: string
  /** His tasks about the document of that number. */
  tasksAbout(key: string): Promise<readonly Task[]>
  /** Cases of one workflow about it: one or none. */
  casesAbout(workflow: string, key: string): Promise<readonly CaseSummary[]>
  /** The case as it stands. @throws KhorgosError INTERNAL for anything but a case */
  caseOf(id: string): Promise<CaseSummary>
  /** What all papers of the trip with that list say together; undefined before any has been read. */
  accountOf(checklist: string): Promise<JsonObject | undefined>
  /**
   * Does something in a case as he last saw it.
   * @throws KhorgosError INTERNAL when it is refused, with the code
   */
  act(
    seen: { readonly case: string; readonly revision: number },
    event: string,
    data: JsonObject,
  ): Promise<Done>
  close(): Promise<void>
}

export interface Task {
  readonly case: string
  readonly revision: number
  readonly title: string
  /** ISO 8601, UTC. */
  readonly dueAt: string | undefined
}

export interface CaseSummary {
  readonly case: string
  readonly state: string
  readonly title: string
  readonly revision: number
  readonly outcome: string | undefined
}

export interface Done {
  readonly case: CaseSummary
  /** C2SP tlog-proof of the record of the act. */
  readonly receipt: string
}

export function openOfficer(config: Config, peopleUrl: string, id: string): OfficerClient {
  const ca = readFileSync(join(config.certificateFolder, 'sandbox-ca.crt'))
  const dispatcher = new Agent({ connect: { ca } })
  const call = async (path: string, body?: JsonObject): Promise<JsonObject> => {
    const token = await askSandboxToken(config, id)
    const { statusCode, body: reply } = await request(`${peopleUrl}${path}`, {
      dispatcher,
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const answer = asObject(parseStrictJson(await reply.text())) ?? {}
    if (statusCode < 300) return answer
    throw new KhorgosError('INTERNAL', `${id}: ${statusCode} ${textAt(answer, 'code') ?? path}`)
  }
  return {
    id,
    tasksAbout: async (key) => {
      const { tasks } = await call('/v1/tasks?limit=100')
      return objectsAt({ tasks: tasks ?? [] }, 'tasks')
        .filter((task) => textAt(task, 'key') === key)
        .map(taskIn)
    },
    casesAbout: async (workflow, key) =>
      objectsAt(await call(`/v1/cases?workflow=${workflow}&key=${key}`), 'cases').map(summaryIn),
    caseOf: async (each) => summaryIn(await call(`/v1/cases/${each}`)),
    accountOf: async (checklist) =>
      objectsAt(await call(`/v1/cargo-accounts?key=checklist&value=${checklist}`), 'accounts')[0],
    act: async ({ case: each, revision }, event, data) => {
      const done = await call(`/v1/cases/${each}/acts`, { id: randomUUID(), event, revision, data })
      return { case: summaryIn(asObject(done['case']) ?? {}), receipt: textAt(done, 'receipt') ?? '' }
    },
    close: () => dispatcher.close(),
  }
}

const taskIn = (task: JsonObject): Task => ({
  case: textAt(task, 'case') ?? '',
  revision: Number(task['revision']),
  title: textAt(task, 'title') ?? '',
  dueAt: textAt(task, 'dueAt'),
})

function summaryIn(body: JsonObject): CaseSummary {
  const [id, state, title] = [textAt(body, 'case'), textAt(body, 'state'), textAt(body, 'title')]
  if (id === undefined || state === undefined || title === undefined)
    throw new KhorgosError('INTERNAL', 'The gateway tells of no case.')
  return { case: id, state, title, revision: Number(body['revision']), outcome: textAt(body, 'outcome') }
}
