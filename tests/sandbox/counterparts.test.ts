import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { readMessage } from '../../src/formats/message.ts'
import type { Behaviour } from '../../src/sandbox/counterpart/behaviour.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import { eport } from '../../src/sandbox/counterpart/eport.ts'
import { kazakhstan } from '../../src/sandbox/counterpart/kazakhstan.ts'
import { readVerificationKey } from '../../src/trust/keys.ts'
import { verifyEnveloped } from '../../src/trust/xmldsig-verify.ts'
import { openXml } from '../../src/xml/parse.ts'
import { openDoor, setStage, type Door, type Stage } from './stage.ts'

let stage: Stage
let doors: Door[] = []
beforeAll(async () => {
  stage = await setStage()
})
afterEach(async () => {
  for (const door of doors) await door.close()
  doors = []
})
afterAll(() => stage.close())

async function national(
  behaviour: Behaviour = {},
  answer?: (nth: number) => number,
): Promise<{ counterpart: Counterpart; door: Door }> {
  const counterpart = await stage.open(eport(stage.formats), behaviour)
  const door = await openDoor(stage, answer)
  doors.push(door)
  counterpart.connect(door.url)
  return { counterpart, door }
}

/** Verifies an answer as the gateway does and reads it into the hub. */
function read(bytes: Uint8Array, who: string, format: string) {
  using message = openXml(bytes)
  verifyEnveloped(message, [readVerificationKey(stage.pem(`${who}.sign.crt`), who)], new Date())
  return readMessage(stage.formats.recognise(message.root, [format]), message, new Date()).documents[
    'response'
  ]
}

describe('the E-Port', () => {
  test('replies with a signed technical receipt: a bare root over ns2 children', async () => {
    const { counterpart } = await national()
    const message = stage.mt1401()
    const reply = await stage.send(counterpart, message)
    const text = Buffer.from(reply).toString('utf8')
    expect(text).toMatch(
      /^<Manifest xmlns:ns2="urn:Declaration:datamodel:standard:CN:MTRES4:1"><ns2:Head><ns2:MessageID>/,
    )
    expect(text.match(/xmlns:ns2=/g)).toHaveLength(1)
    expect(read(reply, 'cn-eport', 'cn-mtres4-v1')).toMatchObject({
      functionalReferenceId: message.messageId,
      level: 'technical',
      outcome: 'accepted',
      status: { statusCode: 'stored' },
    })
  })

  test('pushes a signed business receipt without any namespace, one answer per bill', async () => {
    const { counterpart, door } = await national()
    const message = stage.mt1401()
    await stage.send(counterpart, message)
    await vi.waitFor(() => expect(door.taken).toHaveLength(1))
    const [receipt = Buffer.alloc(0)] = door.taken
    expect(receipt.toString('utf8')).toMatch(/^<Manifest xmlns:xsi="[^"]+"><Head><MessageID>/)
    expect(receipt.toString('utf8')).toContain(
      '<StatementCode>01</StatementCode><StatementDescription>19000 ',
    )
    const response = read(receipt, 'cn-eport', 'cn-mtres4-v1')
    expect(response).toMatchObject({
      functionalReferenceId: message.messageId,
      level: 'business',
      outcome: 'accepted',
    })
    expect(response?.['consignments']).toHaveLength(10)
  })

  test('pushes again until the gateway takes it', async () => {
    const { counterpart, door } = await national({}, (nth) => (nth < 3 ? 503 : 200))
    await stage.send(counterpart, stage.mt1401())
    await vi.waitFor(() => expect(door.taken).toHaveLength(1), { timeout: 5000 })
  })

  test('has one effect of two deliveries, and answers both with the same bytes', async () => {
    const { counterpart, door } = await national()
    const message = stage.mt1401()
    const first = await stage.send(counterpart, message, 'once')
    await vi.waitFor(() => expect(door.taken).toHaveLength(1))
    const second = await stage.send(counterpart, message, 'once')
    const third = await stage.send(counterpart, message, 'under-another-key')
    expect(counterpart.book.effects).toHaveLength(1)
    expect([Buffer.from(second).equals(first), Buffer.from(third).equals(first)]).toEqual([true, true])
    expect(door.taken).toHaveLength(1)
  })

  test.each([
    ['a message that another key signed', () => stage.mt1401(stage.key('kz-customs'))],
    ['a message in a format it did not agree to', () => stage.awmds()],
    [
      'a message that was changed on the way',
      () => {
        const { messageId, bytes } = stage.mt1401()
        const text = Buffer.from(bytes).toString('utf8').replace('<TypeCode>3<', '<TypeCode>4<')
        return { messageId, bytes: Buffer.from(text) }
      },
    ],
  ])('refuses %s and enters nothing', async (_, make) => {
    const { counterpart } = await national()
    await expect(stage.send(counterpart, make())).rejects.toMatchObject({ code: 'PARTNER_REFUSED' })
    expect(counterpart.book.effects).toEqual([])
  })

  test('takes deliveries from the gateway only, whoever else has a certificate of the same authority', async () => {
    const { counterpart } = await national()
    const { createHttpTransport } = await import('../../src/transports/http.ts')
    const stranger = createHttpTransport({
      tls: {
        certificatePem: stage.pem('kz-customs.tls.crt'),
        privateKeyPem: stage.pem('kz-customs.tls.key'),
      },
    })
    const endpoint = { url: counterpart.url, trustedAuthority: stage.pem('sandbox-ca.crt'), timeoutMs: 3000 }
    const sent = stranger.send({ id: 'x', mediaType: 'application/xml', ...stage.mt1401() }, endpoint)
    await expect(sent).rejects.toMatchObject({ code: 'PARTNER_REFUSED' })
    await stranger.close()
  })
})

test('a receipt that no gateway took is pushed after a restart, from the ledger', async () => {
  const first = await stage.open(eport(stage.formats), { silent: true })
  await stage.send(first, stage.mt1401())
  await first.close()
  const again = await stage.open(eport(stage.formats), {}, stage.dataFolderOf(first))
  const door = await openDoor(stage)
  doors.push(door)
  again.connect(door.url)
  await vi.waitFor(() => expect(door.taken).toHaveLength(1))
})

describe('told to misbehave, the E-Port', () => {
  test('refuses every bill with code 03', async () => {
    const { counterpart, door } = await national({ refuse: true })
    await stage.send(counterpart, stage.mt1401())
    await vi.waitFor(() => expect(door.taken).toHaveLength(1))
    expect(read(door.taken[0] ?? Buffer.alloc(0), 'cn-eport', 'cn-mtres4-v1')).toMatchObject({
      outcome: 'rejected',
    })
  })

  test('fails so many times and then takes it', async () => {
    const { counterpart } = await national({ fail: { status: 500, times: 2 } })
    const message = stage.mt1401()
    for (const _ of [1, 2])
      await expect(stage.send(counterpart, message)).rejects.toMatchObject({ code: 'PARTNER_UNREACHABLE' })
    expect((await stage.send(counterpart, message)).length).toBeGreaterThan(0)
  })

  test('resets the connection after it has taken the message: the next delivery is a repetition', async () => {
    const { counterpart } = await national({ reset: 1 })
    const message = stage.mt1401()
    await expect(stage.send(counterpart, message)).rejects.toMatchObject({ code: 'PARTNER_UNREACHABLE' })
    expect((await stage.send(counterpart, message)).length).toBeGreaterThan(0)
    expect(counterpart.book.effects).toHaveLength(1)
  })

  test('hangs until the sender gives up', async () => {
    const { counterpart } = await national({ hang: true })
    await expect(stage.send(counterpart, stage.mt1401())).rejects.toMatchObject({
      code: 'PARTNER_UNREACHABLE',
    })
  })

  test('pushes before it replies, and more often than needed', async () => {
    const { counterpart, door } = await national({ acknowledgeFirst: true, duplicateAcknowledgements: 2 })
    await stage.send(counterpart, stage.mt1401())
    expect(door.taken).toHaveLength(3)
    expect(door.taken.every((each) => each.equals(door.taken[0] ?? each))).toBe(true)
  })

  test('stays silent, and speaks when the message comes again after it was told to behave', async () => {
    const { counterpart, door } = await national({ silent: true })
    const message = stage.mt1401()
    await stage.send(counterpart, message)
    counterpart.behave({})
    expect(door.taken).toHaveLength(0)
    await stage.send(counterpart, message)
    await vi.waitFor(() => expect(door.taken).toHaveLength(1))
  })

  test('signs with a key that nobody agreed to', async () => {
    const { counterpart } = await national({ wrongSignature: true })
    const reply = await stage.send(counterpart, stage.mt1401())
    expect(() => read(reply, 'cn-eport', 'cn-mtres4-v1')).toThrow(
      expect.objectContaining({ code: 'SIGNER_UNKNOWN' }),
    )
  })
})

describe('Kazakhstan', () => {
  test('answers in the reply with a registration, each with the next number', async () => {
    const counterpart = await stage.open(kazakhstan(stage.formats))
    const message = stage.awmds()
    const first = read(await stage.send(counterpart, message), 'kz-customs', 'kz-awresult-r1')
    expect(first).toMatchObject({
      functionalReferenceId: message.messageId,
      level: 'business',
      outcome: 'accepted',
      registration: { year: expect.stringMatching(/^\d{4}$/), serialCode: 'A', number: '1' },
    })
    const second = read(await stage.send(counterpart, stage.awmds()), 'kz-customs', 'kz-awresult-r1')
    expect(second).toMatchObject({ registration: { number: '2' } })
  })

  test('told to refuse, answers with a list of errors and their places', async () => {
    const counterpart = await stage.open(kazakhstan(stage.formats), { refuse: true })
    const response = read(await stage.send(counterpart, stage.awmds()), 'kz-customs', 'kz-awresult-r1')
    expect(response).toMatchObject({
      outcome: 'rejected',
      errors: [{ pointer: { location: expect.stringMatching(/^\/Awmds\//) } }],
    })
  })

  test('told to be silent, replies with nothing and remembers its answer', async () => {
    const counterpart = await stage.open(kazakhstan(stage.formats), { silent: true })
    const message = stage.awmds()
    expect(await stage.send(counterpart, message)).toHaveLength(0)
    counterpart.behave({})
    expect(read(await stage.send(counterpart, message), 'kz-customs', 'kz-awresult-r1')).toMatchObject({
      outcome: 'accepted',
    })
  })
})
