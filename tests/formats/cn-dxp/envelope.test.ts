import { describe, expect, it } from 'vitest'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'

const ID = 'cn-dxpmsg-v1'
const full = sample('dxpmsg')

function put(encoding = 'UTF-8'): string {
  const { format, documents } = readText(sample('mt2401'))
  const written = writeMessage(format, documents, contextFor(format.id))
  const { now, values } = contextFor(ID)
  const message = { root: written.root, bytes: written.bytes() }
  const { bytes } = putInto(formats.byId(ID), message, { now, values: { ...values, encoding } })
  return Buffer.from(bytes).toString('utf8')
}

describe('DxpMsg', () => {
  it('carries a manifest in base64, in lines or in one', () => {
    expect(readText(full).documents).toEqual(readText(sample('mt2401')).documents)
    expect(readText(sample('dxpmsg-minimal')).documents).toEqual(readText(sample('mt4402')).documents)
  })

  it('has the id of the message in it, which the answer of the platform names', () => {
    const id = /<MessageID>([^<]*)/.exec(
      writeMessage(
        formats.byId('cn-mt2401-v1'),
        readText(sample('mt2401')).documents,
        contextFor('cn-mt2401-v1'),
      ).text,
    )?.[1]
    expect(put()).toContain(`<CopMsgId>${id}</CopMsgId>`)
  })

  it('is written with CreatTime as it is spelt there, in Beijing time, and with the character set (traps 7, 12, 18)', () => {
    expect(put()).toContain('<CreatTime>2026-11-21T17:00:00+08:00</CreatTime>')
    expect(put('GB18030')).toContain('<IsText Encode="GB18030">')
    expect(readText(put()).documents).toEqual(readText(sample('mt2401')).documents)
  })

  it('may come from another time zone', () => {
    expect(sample('dxpmsg-minimal')).toContain('<CreatTime>2026-11-21T02:30:00Z<')
  })

  it.each([
    ['CreateTime for CreatTime', /CreatTime/g, 'CreateTime', 'SCHEMA_INVALID', /CreateTime$/],
    ['another version', 'ver="1.0"', 'ver="2.0"', 'SCHEMA_INVALID', /DxpMsg/],
    ['an address of 17 characters', 'DXPESW0000000001', 'DXPESW00000000001', 'SCHEMA_INVALID', /SenderId$/],
    ['something else than base64', /(<dxp:Data>)\s*\w/, '$1%', 'SCHEMA_INVALID', /Data$/],
  ])('with %s is refused', (_what, from, to, code, path) => {
    const wrong = full.replace(from, to)
    expect(wrong).not.toBe(full)
    expect(refusalOf(() => readText(wrong))).toMatchObject({
      code,
      place: { path: expect.stringMatching(path) },
    })
  })
})
