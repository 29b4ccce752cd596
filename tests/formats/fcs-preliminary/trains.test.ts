import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { readText, sample } from '../sample-files.ts'
import { changed, plain, refused, write } from './messages.ts'

const ARRIVAL = 'ru-notiffactarrival-v5.23.0'
const DEPARTURE = 'ru-notiffactarrival-departure-v5.23.0'

function noticeOf(text: string): JsonObject {
  return readText(text).documents['arrival-notice'] ?? {}
}

describe('a train at the border', () => {
  it.each([
    ['notiffactarrival', ARRIVAL, undefined],
    ['notiffactarrival-departure', DEPARTURE, 'departure'],
  ])('%s is %s', (name, id, eventCode) => {
    const { format, documents } = readText(sample(name))
    expect([format.id, documents['arrival-notice']?.['eventCode']]).toEqual([id, eventCode])
  })

  it('is told by one message with a sign for both: another sign is no format of ours', () => {
    expect(() => readText(changed('notiffactarrival', ['<DocumentSign>1<', '<DocumentSign>2<']))).toThrow(
      refused('FORMAT_UNKNOWN'),
    )
  })

  it('has a moment of arrival, or of departure', () => {
    expect(noticeOf(sample('notiffactarrival'))).toMatchObject({
      unloadingLocation: {
        arrivalDateTime: '2026-11-21T09:15:00+03:00',
        stationId: '947008',
        railwayId: '94',
      },
      departureLocation: { name: 'МАНЬЧЖУРИЯ', stationId: '33001' },
      borderTransportMeans: { typeCode: '2' },
    })
    expect(noticeOf(sample('notiffactarrival-departure'))).toMatchObject({
      borderTransportMeans: { departureDateTime: '2026-11-21T19:40:00+03:00', typeCode: '2' },
    })
  })

  it('without an offset is in Moscow', () => {
    expect(noticeOf(sample('notiffactarrival-minimal'))).toMatchObject({
      unloadingLocation: { arrivalDateTime: '2026-11-21T06:15:00+03:00' },
    })
  })

  // Trap 1: two country lists in one message.
  it('says the country of the office by number, that of a wagon by letters', () => {
    expect(noticeOf(sample('notiffactarrival'))).toMatchObject({
      office: { countryCode: 'RU' },
      transportMeans: [{ registrationNationalityCode: 'RU' }, {}],
    })
    const text = plain(write(ARRIVAL, readText(sample('notiffactarrival')).documents))
    expect(text).toContain('<CustomsCountryCode>643</CustomsCountryCode>')
    expect(text).toContain('<TransportMeansNationalityCode>RU</TransportMeansNationalityCode>')
    expect(() => readText(changed('notiffactarrival', ['>643<', '>999<']))).toThrow(
      refused('CODE_UNKNOWN', '/NotifFactArrival/Customs/CustomsCountryCode'),
    )
  })

  it('has seals, of which a stamp is none of the hub and comes back', () => {
    expect(noticeOf(sample('notiffactarrival'))['seals']).toEqual([
      { id: 'РЖД 9999901', kindCode: 'M', description: 'ЗПУ, ЦЕЛОЕ', quantity: 1 },
      { id: 'ОТТИСК 77', kindCodeSource: { listId: 'fcs-preliminary/SEAL_KIND', code: '2' } },
    ])
  })

  it('travels under a transit declaration', () => {
    expect(noticeOf(sample('notiffactarrival'))['previousDocument']).toEqual({
      id: '0099991',
      issueDateTime: '2026-11-20',
      office: { id: '10719020' },
    })
  })

  it.each([ARRIVAL, DEPARTURE])('%s is not written of a lorry, which has no stations', (format) => {
    const notice = {
      id: '9402261121001',
      borderCrossingId: 'CNMLX-RUZBK',
      unloadingLocation: { arrivalDateTime: '2026-11-21T09:15:00+03:00' },
    }
    expect(() => write(format, { 'arrival-notice': notice })).toThrow(refused('OUTPUT_INVALID'))
  })

  it('an arrival is not written as a departure, nor the reverse', () => {
    const arrival = readText(sample('notiffactarrival')).documents
    expect(() => write(DEPARTURE, arrival)).toThrow(refused('OUTPUT_INVALID'))
    const departure = readText(sample('notiffactarrival-departure')).documents
    expect(() => write(ARRIVAL, departure)).toThrow(refused('CODE_UNKNOWN'))
  })
})

it.each([
  [ARRIVAL, 'notiffactarrival'],
  [DEPARTURE, 'notiffactarrival-departure'],
])('%s tells of trains: a lorry that came does not become one', (format, name) => {
  const notice = { ...noticeOf(sample(name)), borderTransportMeans: { typeCode: '3' } }
  expect(() => write(format, { 'arrival-notice': notice })).toThrow(
    refused('CODE_UNKNOWN', 'arrival-notice.borderTransportMeans.typeCode'),
  )
})
