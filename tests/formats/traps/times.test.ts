import { describe, expect, it } from 'vitest'
import { objectsAt } from '../../../src/model/json-access.ts'
import { putInto } from '../../../src/formats/envelope.ts'
import { writeMessage } from '../../../src/formats/message.ts'
import { refusalOf } from '../../refusal.ts'
import { contextFor, formats, readText, sample } from '../sample-files.ts'
import {
  changed,
  convert,
  documentOf,
  documentsOf,
  replaced,
  toldOf,
  valuesOf,
  withText,
  write,
} from './convert.ts'

/** Day and hour of arrival in the Kazakh manifest of a truck that arrives at this time of Beijing. */
function inKazakhstan(beijing: string): string {
  const vehicle = changed('mt4402', ['20261121140000', beijing])
  const { text } = convert('kz-awmds-r1', sample('mt2401'), vehicle)
  return [...valuesOf(text, 'Date_of_arrival'), ...valuesOf(text, 'Time_of_arrival')].join(' ')
}

/** The Kazakh manifest that arrives at this local time, as a Chinese manifest. */
function inChina(day: string, hour: string): ReturnType<typeof convert> {
  return convert(
    'cn-mt1401-v1',
    changed(
      'awmds-export-small',
      ['<Date_of_arrival>2026-11-21<', `<Date_of_arrival>${day}<`],
      ['<Time_of_arrival>16:30<', `<Time_of_arrival>${hour}:00<`],
    ),
  )
}

describe('trap 12, time zones', () => {
  it.each([
    ['20261121140000', '2026-11-21 11:00'],
    ['20261121023000', '2026-11-20 23:30'],
    ['20261121000000', '2026-11-20 21:00'],
    ['20261231233000', '2026-12-31 20:30'],
    ['20270101013000', '2026-12-31 22:30'],
  ])('%s in Beijing, without an offset, is %s in Almaty', (beijing, almaty) => {
    expect(inKazakhstan(beijing)).toBe(almaty)
  })

  it.each([
    ['20240229140000', '2024-02-29 12:00'],
    ['20240301000000', '2024-02-29 22:00'],
    ['20240301010000', '2024-02-29 23:00'],
    ['20240301020000', '2024-02-29 23:00'],
    ['20240301140000', '2024-03-01 11:00'],
  ])('Kazakhstan has UTC+5 since 2024-03-01: %s in Beijing is %s', (beijing, almaty) => {
    expect(inKazakhstan(beijing)).toBe(almaty)
  })

  it.each([
    ['2024-02-29', '+06:00'],
    ['2024-03-01', '+05:00'],
    ['2026-11-21', '+05:00'],
  ])('a Kazakh manifest of %s is read with %s', (day, offset) => {
    const text = changed('awmds-export-small', ['<Date_of_arrival>2026-11-21<', `<Date_of_arrival>${day}<`])
    expect(documentOf('cargo-report', text)).toMatchObject({
      unloadingLocation: { arrivalDateTime: `${day}T16:30:00${offset}` },
    })
  })

  it('an hour that Kazakhstan had twice is taken as the first, and told', () => {
    const text = changed(
      'awmds-export-small',
      ['<Date_of_arrival>2026-11-21<', '<Date_of_arrival>2024-02-29<'],
      ['<Time_of_arrival>16:30<', '<Time_of_arrival>23:30<'],
    )
    expect(documentOf('cargo-report', text)).toMatchObject({
      unloadingLocation: { arrivalDateTime: '2024-02-29T23:30:00+06:00' },
    })
    const { outcomes } = readText(text).report
    expect(outcomes).toContainEqual(
      expect.objectContaining({ outcome: 'changed', message: expect.stringContaining('Time_of_arrival') }),
    )
  })

  it('a day in UnloadingLocation is the day in Beijing, and the hour that is given up is told', () => {
    for (const [day, hour, beijing] of [
      ['2026-11-21', '16', '20261121'],
      ['2026-11-21', '20', '20261121'],
      ['2026-11-21', '21', '20261122'],
      ['2026-12-31', '23', '20270101'],
    ] as const) {
      const written = inChina(day, hour)
      expect(valuesOf(written.text, 'ArrivalDateTime')).toEqual([beijing])
      expect(toldOf(written, 'ArrivalDateTime')).toMatchObject([
        { outcome: 'changed', from: `${day}T${hour}:00:00+05:00`, to: beijing },
      ])
    }
  })

  it('that day has no hour: it stays a day, and where an hour is wanted there are zeros, told as such', () => {
    expect(documentOf('cargo-report', sample('mt1401'))).toMatchObject({
      unloadingLocation: { arrivalDateTime: '2026-11-21' },
    })
    const written = convert('un-cuscar-d22a-v1', sample('mt1401'))
    expect(written.text).toContain("DTM+132:202611210000?+0800:205'")
    expect(written.entries).toContainEqual(
      expect.objectContaining({ outcome: 'defaulted', from: '2026-11-21', to: '202611210000+0800' }),
    )
    expect(refusalOf(() => readText(withText('mt1401', 'ArrivalDateTime', '20261121140000')))).toMatchObject({
      code: 'SCHEMA_INVALID',
      place: { path: expect.stringMatching(/ArrivalDateTime$/) },
    })
  })

  it('Mongolia is eight hours ahead all year: a time of Beijing is the same one there', () => {
    for (const day of ['20260721', '20261121']) {
      const text = changed('mt1401', ['20261121083000', `${day}083000`])
      const mongolian = convert('un-cuscar-d22a-v1', text).text
      expect(mongolian).toContain(`DTM+133:${day}0830?+0800:205'`)
      expect(documentOf('cargo-report', mongolian)['loadingLocation']).toEqual(
        documentOf('cargo-report', text)['loadingLocation'],
      )
    }
  })

  it('a moment of Kazakhstan is three hours later in Mongolia', () => {
    const { text } = convert('un-cuscar-d22a-v1', sample('awmds-export-small'))
    expect(text).toContain("DTM+132:202611211930?+0800:205'")
  })

  it('DXP is written in the evening of Beijing with +08:00, and read with Z or +08:00', () => {
    expect(valuesOf(sample('dxpmsg-minimal'), 'CreatTime')).toEqual(['2026-11-21T02:30:00Z'])
    expect(valuesOf(sample('dxpmsg'), 'CreatTime')).toEqual(['2026-11-21T10:30:00+08:00'])
    expect(readText(sample('dxpmsg-minimal')).format.id).toBe('cn-mt4402-v1')
    expect(readText(sample('dxpmsg')).format.id).toBe('cn-mt2401-v1')
    const { format, documents } = readText(sample('mt2401'))
    const written = writeMessage(format, documents, contextFor(format.id))
    const { values } = contextFor('cn-dxpmsg-v1')
    const put = putInto(
      formats.byId('cn-dxpmsg-v1'),
      { root: written.root, bytes: written.bytes() },
      { now: new Date('2026-11-21T16:45:00Z'), values: { ...values, encoding: 'UTF-8' } },
    )
    expect(valuesOf(Buffer.from(put.bytes).toString('utf8'), 'CreatTime')).toEqual([
      '2026-11-22T00:45:00+08:00',
    ])
  })

  it('both notations of NOTICE_DATE are one moment, and each is written as its format has it', () => {
    expect(valuesOf(sample('decresult'), 'NOTICE_DATE')).toEqual(['2026-11-21T16:15:03'])
    expect(valuesOf(sample('decdata'), 'NOTICE_DATE')).toEqual(['20261121T16150300'])
    for (const name of ['decresult', 'decdata']) {
      expect(documentOf('response', sample(name))).toMatchObject({
        issueDateTime: '2026-11-21T16:15:03+08:00',
      })
      const documents = documentsOf(sample(name))
      expect(valuesOf(write('cn-decdata-v1', documents).text, 'NOTICE_DATE')).toEqual(['20261121T16150300'])
    }
    const old = write('cn-decresult-v1', documentsOf(sample('decresult')))
    expect(valuesOf(old.text, 'NOTICE_DATE')).toEqual(['2026-11-21T16:15:03'])
  })

  it('a moment of the WCO model in UTC is the next day in Kazakhstan when it is evening', () => {
    const evening = convert(
      'kz-asycuda-sad-r1',
      changed('dec-export', ['20261121033000Z', '20261121193000Z']),
    )
    expect(valuesOf(evening.text, 'Date_of_declaration')).toEqual(['2026-11-22'])
    expect(toldOf(evening, 'Date_of_declaration')).toMatchObject([
      { outcome: 'changed', from: '2026-11-21T19:30:00Z', to: '2026-11-22' },
    ])
    const morning = convert('kz-asycuda-sad-r1', sample('dec-export'))
    expect(valuesOf(morning.text, 'Date_of_declaration')).toEqual(['2026-11-21'])
  })

  it('Russia tells day and time apart, in the time of Moscow; half of it is a day', () => {
    const [error] = objectsAt(documentOf('response', sample('errorlist-minimal')), 'errors')
    expect(error).toMatchObject({ detectedDateTime: '2026-11-21T11:02:31+03:00' })
    const day = replaced(sample('errorlist-minimal'), /\s*<TimeInf>[^<]*<\/TimeInf>/, '')
    const { code, place } = refusalOf(() => readText(day))
    expect([code, place?.path]).toEqual(['SCHEMA_INVALID', expect.stringContaining('/Error')])
  })

  it('a day stays the same day, whatever the zones are', () => {
    const invoiceDay = '<IssueDateTime>2026-11-18</IssueDateTime>'
    expect(sample('form-e')).toContain(invoiceDay)
    const { text } = convert('asean-form-e-r1', sample('form-e'))
    expect(valuesOf(text, 'IssueDate')).toContain('2026-11-18')
  })
})
