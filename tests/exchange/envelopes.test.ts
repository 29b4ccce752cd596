import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { switchAnswer } from '../../src/exchange/answer.ts'
import { switchMessage, type Taken } from '../../src/exchange/switch.ts'
import type { SwitchParts } from '../../src/exchange/switch-parts.ts'
import { putInto, takeOut } from '../../src/formats/envelope.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { readVerificationKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { writeCanonicalBytes } from '../../src/xml/write.ts'
import { makeSandboxParts, routesWith, type SandboxParts } from './sandbox-parts.ts'

/** The sandbox's partners, with China behind the exchange platform: every message to and from it in a DxpMsg. */

const AT = new Date()
const EXCHANGE = '019aa000-0000-7000-8000-000000000000'
const ENVELOPE = 'cn-dxpmsg-v1'
const ADDRESSES = { dxpSenderId: 'DXPESW0000000001', dxpReceiverId: 'DXPEDC0000000001' }

let site: SandboxParts
let dxp: SwitchParts
beforeAll(async () => {
  site = await makeSandboxParts(AT)
  const context = { senderId: '9402KHORGOS01_DXPESW0000000001', receiverId: 'EPORT', ...ADDRESSES }
  const acknowledgements = [
    { level: 'transport', format: 'cn-dxprep-v1', channel: 'reply', withinMs: 30_000 },
    { level: 'business', format: 'cn-mtres4-v1', channel: 'pushed', withinMs: 600_000 },
  ] as const
  dxp = site.agreed({
    'kz-customs': { routes: routesWith(site, 'kz-customs', { messageType: 'MT1401' }) },
    'cn-eport': {
      envelope: ENVELOPE,
      context,
      acknowledgements,
      sends: ['cn-mt2401-v1', 'cn-mt4402-v1', 'un-cuscar-d22a-v1'],
    },
  })
})
afterAll(() => site.close())

function sample(file: string): Uint8Array {
  return readFileSync(`schemas/${file}`)
}

const kazakhManifest = () => {
  using message = openXml(sample('asycuda/samples/awmds-export-small.xml'))
  return signEnveloped(writeCanonicalBytes(message.root), site.keyOf('kz-customs')).bytes
}

function switched(parts: SwitchParts, partner: string, bytes: Uint8Array) {
  return switchMessage(parts, { partner, bytes, receivedAt: AT, exchange: EXCHANGE })
}

function madeFor(parts: SwitchParts): NonNullable<Taken['made']> {
  const taken = switched(parts, 'kz-customs', kazakhManifest())
  if (taken.kind !== 'taken' || taken.made === undefined) throw new Error(JSON.stringify(taken))
  return taken.made
}

/** As the platform does: the message in its envelope, signed by the partner. */
function inEnvelope(bytes: Uint8Array, messageId: string, messageType: string): Uint8Array {
  const values = { ...ADDRESSES, messageId, messageType, encoding: 'UTF-8' }
  const root = { name: 'x', namespace: '', attributes: [], children: [], text: '', line: 0 }
  const envelope = putInto(dxp.formats.byId(ENVELOPE), { root, bytes }, { now: AT, values })
  return signEnveloped(envelope.bytes, site.keyOf('cn-eport')).bytes
}

describe('a partner behind an envelope', () => {
  test('gets the message in it, under one signature of ours over both', () => {
    const { bytes, messageId, format } = madeFor(dxp)
    using message = openXml(bytes)
    expect(message.root.name).toBe('DxpMsg')
    const keys = [readVerificationKey(dxp.signingKey.certificatePem, 'our certificate')]
    expect(verifyEnveloped(message, keys, AT).verdict.keyId).toBe(dxp.signingKey.keyId)
    expect(dxp.formats.byId(ENVELOPE).mapping.identity(message.root).messageId).toBe(messageId)
    using carried = takeOut(dxp.formats, message, { agreed: ENVELOPE, at: AT })
    const read = readMessage(dxp.formats.byId(format), carried.message, AT)
    expect(Object.keys(read.documents)).toEqual(['cargo-report'])
  })

  test('is answered for in transport: the bytes arrived, and no more', () => {
    const { messageId } = madeFor(dxp)
    const response: JsonObject = {
      functionalReferenceId: messageId,
      level: 'transport',
      outcome: 'accepted',
      status: { statusCode: 'received' },
      issueDateTime: '2026-11-21',
    }
    const values = { ...ADDRESSES, messageId, messageType: 'MT1401' }
    const reply = writeMessage(dxp.formats.byId('cn-dxprep-v1'), { response }, { now: AT, values })
    const { bytes } = signEnveloped(reply.bytes(), site.keyOf('cn-eport'))
    expect(switchAnswer(dxp, { partner: 'cn-eport', bytes, receivedAt: AT, channel: 'reply' })).toMatchObject(
      { kind: 'answered', level: 'transport', outcome: 'accepted', answers: messageId },
    )
  })

  test('sends its messages in it, and its receipts in it or bare', () => {
    const vehicle = inEnvelope(sample('cn-manifest/samples/mt4402.xml'), 'M-1', 'MT4402')
    expect(switched(dxp, 'cn-eport', vehicle)).toMatchObject({ kind: 'taken', format: 'cn-mt4402-v1' })
    const receipt = sample('cn-manifest/samples/mtres4-accepted.xml')
    using open = openXml(receipt)
    const bare = signEnveloped(writeCanonicalBytes(open.root), site.keyOf('cn-eport')).bytes
    for (const bytes of [inEnvelope(receipt, 'M-2', 'MTRES4'), bare])
      expect(
        switchAnswer(dxp, { partner: 'cn-eport', bytes, receivedAt: AT, channel: 'pushed' }),
      ).toMatchObject({ kind: 'answered', format: 'cn-mtres4-v1', outcome: 'accepted' })
  })

  test('that sends one without it, or under another envelope, is told so', () => {
    using open = openXml(sample('cn-manifest/samples/mt4402.xml'))
    const bare = signEnveloped(writeCanonicalBytes(open.root), site.keyOf('cn-eport')).bytes
    expect(switched(dxp, 'cn-eport', bare)).toMatchObject({ kind: 'refused', code: 'FORMAT_NOT_AGREED' })
    const wrapped = inEnvelope(sample('cn-manifest/samples/mt4402.xml'), 'M-3', 'MT4402')
    expect(switched(site.parts, 'cn-eport', wrapped)).toMatchObject({
      kind: 'refused',
      code: 'FORMAT_NOT_AGREED',
      message: expect.stringContaining(ENVELOPE),
    })
  })

  test('a changed letter inside breaks the signature outside', () => {
    const text = Buffer.from(inEnvelope(sample('cn-manifest/samples/mt4402.xml'), 'M-4', 'MT4402')).toString()
    const at = text.indexOf('Data>') + 40
    const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    expect(switched(dxp, 'cn-eport', Buffer.from(changed))).toMatchObject({
      kind: 'refused',
      code: 'SIGNATURE_INVALID',
    })
  })
})

describe('UN/EDIFACT, which has no signature of its own', () => {
  test('is taken in a signed envelope', () => {
    const routes = [
      {
        name: 'edifact',
        on: 'un-cuscar-d22a-v1',
        with: 'cn-mt4402-v1',
        waitMs: 1000,
        to: 'kz-customs',
        as: 'kz-awmds-r1',
        messageIdPrefix: '',
        crossings: undefined,
        context: {},
      },
    ]
    const cn = dxp.partners.get('cn-eport')
    if (cn === undefined) throw new Error('no partner')
    const partners = new Map([
      ...dxp.partners,
      ['cn-eport', { ...cn, agreement: { ...cn.agreement, routes, senders: undefined } }],
    ])
    const bytes = inEnvelope(sample('edifact/samples/cuscar-d22a.edi'), 'M-5', 'CUSCAR')
    expect(switched({ ...dxp, partners }, 'cn-eport', bytes)).toMatchObject({
      kind: 'taken',
      format: 'un-cuscar-d22a-v1',
    })
  })
})
