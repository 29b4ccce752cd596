import { setTimeout as sleep } from 'node:timers/promises'
import { writeMessage } from '../../src/formats/message.ts'
import { asObject, textAt } from '../../src/model/json-access.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Submitted } from '../../src/sandbox/counterpart/submit.ts'
import type { TestGateway } from '../harness/gateway.ts'

/** The Lao customs as the issuing authority: has verified our requests under signature and schema, and replies when a test says so. */
export interface Authority {
  /** Requests about a certificate, oldest first, as soon as there are so many. */
  requests(number: string, count: number): Promise<readonly JsonObject[]>
  /** How many there are by now. */
  count(number: string): number
  /** A signed reply over mutual TLS. */
  reply(request: JsonObject, change?: JsonObject): Promise<Submitted>
}

export const ISSUER = 'Department of Industry and Commerce, Vientiane Capital'
const REPLY = 'asean-verification-reply-r1'
const PATIENCE_MS = 15_000

export function authorityOf(site: TestGateway): Authority {
  const { formats } = site
  const about = (number: string): JsonObject[] =>
    site.toldLaos
      .flatMap(({ documents }): JsonObject[] =>
        [asObject(documents['origin-verification-request']) ?? []].flat(),
      )
      .filter((request) => textAt(asObject(request['certificate']), 'id') === number)
  let replies = 0
  return {
    count: (number) => about(number).length,
    async requests(number, count) {
      for (const limit = Date.now() + PATIENCE_MS; about(number).length < count; await sleep(25))
        if (Date.now() > limit) throw new Error(`${about(number).length} requests about ${number}`)
      return about(number)
    },
    reply(request, change = {}) {
      const { id, formCode, issuingCountryCode } = asObject(request['certificate']) ?? {}
      const reply: JsonObject = {
        id: `LA-OVR-${Date.now()}-${(replies += 1)}`,
        functionalReferenceId: request['id'] ?? '',
        issueDateTime: site.clock.now().toISOString(),
        certificate: {
          id: id ?? '',
          formCode: formCode ?? '',
          issuingCountryCode: issuingCountryCode ?? '',
          issueDateTime: '2026-11-21',
          issuingAuthorityName: ISSUER,
        },
        resultCode: 'confirmed',
        ...change,
      }
      const context = { now: site.clock.now(), values: {} }
      return site
        .sender('la-customs')
        .submit(writeMessage(formats.byId(REPLY), { 'origin-verification-reply': reply }, context).text)
    },
  }
}
