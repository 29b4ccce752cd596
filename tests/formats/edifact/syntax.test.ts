import { describe, expect, it } from 'vitest'
import { openInterchange } from '../../../src/formats/edifact/interchange.ts'
import { DEFAULT_EDIFACT_LIMITS } from '../../../src/formats/edifact/limits.ts'
import { CUSRES, formats, interchange, refusalOf, sample } from './interchanges.ts'

const HEAD = ['BGM+961+X1+44', 'RFF+ABO:X1']

const open = (bytes: Uint8Array) => openInterchange(bytes, DEFAULT_EDIFACT_LIMITS)

function freeText(text: string, options = {}): string | undefined {
  const segments = ['BGM+961+X1+44', `FTX+AAP+++${text}`, 'RFF+ABO:X1']
  using message = formats.open(interchange(CUSRES, segments, options))
  const texts = message.root.children.find(({ name }) => name === 'FTX')
  return texts?.children[0]?.children[0]?.text
}

describe('service characters', () => {
  it('a released character is data, whichever it is', () => {
    expect(freeText("O?'CONNOR ?+ SONS?: WHY??")).toBe("O'CONNOR + SONS: WHY?")
    expect(freeText('A?B')).toBe('AB')
  })

  it('UNA gives them other meanings', () => {
    const una = 'UNA|^,\\ ~'
    const bytes = interchange(CUSRES, ['BGM+961+X1+44', 'FTX+AAP+++plus ?+ and pipe', 'RFF+ABO:X1'], {
      una: '',
    })
      .toString('latin1')
      .replaceAll("'", '~')
      .replaceAll('?+', '#')
      .replaceAll('+', '^')
      .replaceAll(':', '|')
      .replaceAll('#', '+')
      .replace('UNH^1^CUSRES', 'UNH^1^CUSRES')
    using message = formats.open(Buffer.from(una + bytes, 'latin1'))
    expect(message.root.children.find(({ name }) => name === 'FTX')?.children[0]?.children[0]?.text).toBe(
      'plus + and pipe',
    )
  })

  it.each(["UNA::.? '", "UNA:+;? '", "UNA:+.A '", "UNA:+.?''"])(
    '%s is refused when it is ambiguous',
    (una) => {
      const syntax = una.endsWith("''") ? 'UNOY:4' : 'UNOC:3'
      expect(refusalOf(() => open(interchange(CUSRES, HEAD, { una, syntax })))).toMatchObject({
        code: 'SCHEMA_INVALID',
        path: '/UNA',
      })
    },
  )

  it('syntax 4 repeats an element, syntax 3 does not know the asterisk', () => {
    expect(freeText('A * B')).toBe('A * B')
    expect(refusalOf(() => freeText('A*B', { syntax: 'UNOY:4' }))).toMatchObject({
      code: 'SCHEMA_INVALID',
      path: '/segment[4]/FTX/element[4]',
    })
    expect(freeText('A?*B', { syntax: 'UNOY:4' })).toBe('A*B')
  })

  it('line ends stand between segments, never in one', () => {
    expect(freeText('ONE', { end: "'\r\n" })).toBe('ONE')
    expect(refusalOf(() => freeText('ONE\nTWO'))).toMatchObject({ code: 'SCHEMA_INVALID', line: 4 })
  })

  it.each([
    ['nothing after the release character', "UNB+UNOC:3+A+B+261121:0930+R1'UNH+1+X?"],
    ['no terminator', "UNB+UNOC:3+A+B+261121:0930+R1'UNH+1+X"],
    ['no tag', "UNB+UNOC:3+A+B+261121:0930+R1'+1'"],
    ['something between tag and element', "UNB+UNOC:3+A+B+261121:0930+R1'UNH:1+1'"],
  ])('%s: refused with the segment', (_name, text) => {
    expect(refusalOf(() => open(Buffer.from(text)))).toMatchObject({ code: 'SCHEMA_INVALID', line: 2 })
  })
})

describe('characters of a level', () => {
  it.each([
    ['UNOA:3', 'A', 'ABC'],
    ['UNOB:3', 'a', 'abc'],
    ['UNOC:3', 'é', 'é'],
  ])('%s reads its own', (syntax, _what, text) => {
    expect(freeText(text, { syntax })).toBe(text)
  })

  it.each([
    ['UNOA:3', 'abc'],
    ['UNOB:3', 'é'],
    ['UNOB:3', 'a@b'],
    ['UNOC:3', '\u0081'],
  ])('%s refuses what it does not have', (syntax, text) => {
    expect(refusalOf(() => freeText(text, { syntax })).code).toBe('FIELD_INVALID')
  })

  it('UNOE is ISO 8859-5, UNOK has Turkish letters, UNOY is UTF-8', () => {
    const header = "UNB+UNOE:3+A+B+261121:0930+R1'UNH+1+CUSRES:D:22A:UN'BGM+961+"
    const trailer = "+44'UNT+3+1'UNZ+1+R1'"
    const named = (level: string, bytes: readonly number[]) => {
      const whole = Buffer.concat([
        Buffer.from(header.replace('UNOE', level)),
        Buffer.from(bytes),
        Buffer.from(trailer),
      ])
      return open(whole).segments[0]?.elements[1]?.[0]?.[0]
    }
    expect(named('UNOE', [0xbc, 0xde])).toBe('Мо')
    expect(named('UNOK', [0xdd, 0xfe])).toBe('İş')
    expect(freeText('退单 Өвөр', { syntax: 'UNOY:4' })).toBe('退单 Өвөр')
  })

  it('UNOY that is not UTF-8, and a level nobody supports, are refused', () => {
    const broken = Buffer.concat([interchange(CUSRES, HEAD, { syntax: 'UNOY:4' }), Buffer.from([0xff])])
    expect(refusalOf(() => open(broken)).code).toBe('FIELD_INVALID')
    expect(refusalOf(() => open(interchange(CUSRES, HEAD, { syntax: 'UNOX:3' })))).toMatchObject({
      code: 'SCHEMA_INVALID',
      path: '/segment[1]/UNB/element[1]',
    })
  })
})

describe('the envelope', () => {
  const text = interchange(CUSRES, HEAD).toString()

  it.each([
    ['count of segments', text.replace('UNT+4', 'UNT+5'), 'TOTAL_MISMATCH', '/segment[5]/UNT/element[1]'],
    ['count of messages', text.replace('UNZ+1', 'UNZ+2'), 'TOTAL_MISMATCH', '/segment[6]/UNZ/element[1]'],
    [
      'reference of the message',
      text.replace('UNT+4+1', 'UNT+4+2'),
      'SCHEMA_INVALID',
      '/segment[5]/UNT/element[2]',
    ],
    [
      'reference of the interchange',
      text.replace('UNZ+1+R1', 'UNZ+1+R2'),
      'SCHEMA_INVALID',
      '/segment[6]/UNZ/element[2]',
    ],
    ['end', text.replace("UNZ+1+R1'", ''), 'SCHEMA_INVALID', '/segment[5]/UNZ'],
    [
      'second message',
      text.replace('UNZ', "UNH+2+CUSRES:D:22A:UN'UNT+2+2'UNZ"),
      'SCHEMA_INVALID',
      '/segment[6]/UNH',
    ],
    ['functional group', text.replace('UNH', "UNG+X'UNH"), 'SCHEMA_INVALID', '/segment[2]/UNG'],
    ['something after the end', `${text}BGM'`, 'SCHEMA_INVALID', '/segment[5]/UNT'],
  ])('a wrong %s is refused with its place', (_name, wrong, code, path) => {
    expect(refusalOf(() => open(Buffer.from(wrong)))).toMatchObject({ code, path })
  })

  it('bounds bytes, segments, elements and components', () => {
    const limits = { maxBytes: 400, maxSegments: 10, maxElements: 8, maxComponents: 4 }
    const tooMuch = [
      Buffer.alloc(401, 'U'),
      interchange(
        CUSRES,
        Array.from({ length: 9 }, () => 'DTM'),
      ),
      interchange(CUSRES, ['BGM+1+2+3+4+5+6+7+8+9']),
      interchange(CUSRES, ['BGM+1:2:3:4:5']),
    ]
    for (const bytes of tooMuch)
      expect(refusalOf(() => openInterchange(bytes, limits)).code).toBe('MESSAGE_TOO_LARGE')
    expect(refusalOf(() => open(Buffer.alloc(0))).code).toBe('MESSAGE_EMPTY')
  })

  it('a date of six digits is of this century', () => {
    using message = formats.open(sample('cuscar-d22a'))
    const header = message.root.children[0]
    expect(header?.children.find(({ name }) => name === 'S004')?.text).toBe('202611200915')
  })
})
