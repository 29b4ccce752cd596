import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composeMessage, type ComposeInput } from '../../src/exchange/compose.ts'
import { createThreadedSwitchboard } from '../../src/exchange/switchboard.ts'
import { readMessage } from '../../src/formats/message.ts'
import type { LossReport } from '../../src/mapping/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { loadSamples, newTrip } from '../../src/sandbox/samples.ts'
import { readVerificationKey } from '../../src/trust/keys.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { makeSite } from '../harness/site.ts'
import { makeSandboxParts, type SandboxParts } from './sandbox-parts.ts'

const AT = new Date('2026-11-21T08:00:00.000Z')
const DAY_MS = 86_400_000
let sandbox: SandboxParts

beforeAll(async () => {
  sandbox = await makeSandboxParts(AT)
})
afterAll(() => sandbox.close())

/** The documents of the shipped manifest of Kazakhstan. */
function manifest(): Readonly<Record<string, JsonObject>> {
  const { formats } = sandbox.parts
  using message = openXml(Buffer.from(loadSamples(formats).awmds(newTrip('T0', AT))))
  return readMessage(formats.byId('kz-awmds-r1'), message, AT).documents
}

const toKazakhstan = (changes: Partial<ComposeInput> = {}): ComposeInput => ({
  exchange: uuidv7(),
  to: 'kz-customs',
  as: 'kz-awmds-r1',
  documents: manifest(),
  at: AT,
  ...changes,
})

describe('a message of our own', () => {
  test('is what its receiver reads of it, signed by us, with an account of what was lost', () => {
    const own = toKazakhstan()
    const composed = composeMessage(sandbox.parts, own)
    if (composed.kind === 'refused') throw new Error(composed.message)
    const { made } = composed
    const report: LossReport = JSON.parse(Buffer.from(made.lossReport).toString('utf8'))
    expect([report.read, made.mappings.read]).toEqual([[], []])
    expect(report.entries.filter(({ source }) => source !== undefined)).toEqual([])
    expect(report.totals.kept).toBeGreaterThan(10)
    using message = openXml(made.bytes)
    const key = readVerificationKey(sandbox.parts.signingKey.certificatePem, 'gateway')
    expect(verifyEnveloped(message, [key], AT).verdict).toEqual(made.signature)
    const read = readMessage(sandbox.parts.formats.byId(made.format), message, AT)
    expect(read.documents).toEqual(own.documents)
  })

  test('has an id of its exchange where the format wants one made, and the values of its receiver', () => {
    const exchange = uuidv7()
    const composed = composeMessage(
      sandbox.parts,
      toKazakhstan({ exchange, to: 'cn-eport', as: 'cn-mt1401-v1' }),
    )
    if (composed.kind === 'refused') throw new Error(composed.message)
    expect(composed.made.messageId).toBe(exchange.replaceAll('-', ''))
    const { context } = sandbox.parts.partners.get('cn-eport')?.agreement ?? {}
    expect(Buffer.from(composed.made.bytes).toString('utf8')).toContain(`>${context?.['senderId']}<`)
  })

  test.each([
    [
      'document that its schema does not allow',
      () => ({ documents: { 'cargo-report': { ...manifest()['cargo-report'], colour: 'red' } } }),
      { code: 'DOCUMENT_INVALID', place: { path: '/colour' } },
    ],
    [
      'document that does not exist',
      () => ({ documents: { ...manifest(), wish: {} } }),
      { code: 'DOCUMENT_INVALID' },
    ],
    [
      'format that is made of other documents',
      () => ({ as: 'asean-form-e-r1' }),
      { code: 'OUTPUT_INVALID', format: 'asean-form-e-r1' },
    ],
    [
      'time at which nothing is agreed',
      () => ({ at: new Date(AT.getTime() - 365 * DAY_MS) }),
      { code: 'AGREEMENT_NOT_IN_FORCE' },
    ],
  ])('is refused for a %s', (_, changes, refusal) => {
    expect(composeMessage(sandbox.parts, toKazakhstan(changes()))).toMatchObject({
      kind: 'refused',
      messageId: undefined,
      ...refusal,
    })
  })

  test('is a fault of ours for a receiver or a format that there is not', () => {
    const code = (name: string) => expect.objectContaining({ code: name })
    expect(() => composeMessage(sandbox.parts, toKazakhstan({ to: 'xx-customs' }))).toThrow(
      code('CONFIG_INVALID'),
    )
    expect(() => composeMessage(sandbox.parts, toKazakhstan({ as: 'xx-r1' }))).toThrow(code('FORMAT_UNKNOWN'))
  })
})

test('a thread composes the same message, and tells what is wrong like this one', async () => {
  const site = await makeSite()
  const { schemasFolder: schemas, partnersFolder: partners, certificateFolder: certificates } = site.config
  const board = await createThreadedSwitchboard({ schemas, partners, certificates }, 1)
  try {
    const wanted = toKazakhstan({ at: new Date() })
    const here = composeMessage(sandbox.parts, wanted)
    const there = await board.compose(wanted)
    const lossesOf = (made: typeof here) =>
      made.kind === 'composed' ? Buffer.from(made.made.lossReport).toString('utf8') : made.message
    expect([there.kind, lossesOf(there)]).toEqual(['composed', lossesOf(here)])
    expect(await board.compose({ ...wanted, documents: {} })).toMatchObject({ kind: 'refused' })
    await expect(board.compose({ ...wanted, to: 'xx-customs' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
  } finally {
    await board.close()
    await site.close()
  }
})
