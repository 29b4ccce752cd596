import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { sharedFolder } from '../../shared.ts'
import { contextFor, readText, sample } from '../sample-files.ts'
import { ALBUM, assertOfficial, MESSAGES, officialOf, OWN, SAMPLE_NAMES } from './family.ts'
import { schemaElements } from './schema-elements.ts'

/** SOURCE.md says why. */
const LEFT_OUT = ['/Notif_PIResult/Response/NotifTransferNum']
/** Their types stand in a file that was not published. */
const UNKNOWN: Readonly<Record<string, string>> = {
  '/Notif_PIResult/Response/ResultInformation/ResultCode': 'token maxLength=11 minLength=1',
  '/Notif_PIResult/Response/ResultInformation/ResultCategory': 'string maxLength=15 minLength=1',
}

describe.skipIf(ALBUM === undefined)('our schema says what the album says', () => {
  it.each(MESSAGES)('$own: elements, namespaces, order, cardinality, facets', ({ own, official }) => {
    const there = schemaElements(join(ALBUM ?? '', official))
    const here = schemaElements(join(OWN, own))
    expect([...here.keys()]).toEqual([...there.keys()].filter((path) => !LEFT_OUT.includes(path)))
    for (const [path, element] of here) {
      const expected = there.get(path)
      expect([path, element]).toEqual([path, { ...expected, text: expected?.text ?? UNKNOWN[path] }])
    }
  })

  it('and it is a large one', () => {
    expect(schemaElements(join(OWN, 'autopreliminary.xsd')).size).toBeGreaterThan(1200)
  })

  it('an AutoPreliminary has elements of six namespaces in several versions', () => {
    const namespaces = [...schemaElements(join(OWN, 'autopreliminary.xsd')).values()].map(
      ({ namespace }) => namespace,
    )
    expect([...new Set(namespaces)].toSorted()).toEqual([
      'urn:customs.ru:CUESADCommonAggregateTypesCust:5.22.0',
      'urn:customs.ru:CommonAggregateTypes:5.22.0',
      'urn:customs.ru:Information:CustomsDocuments:AutoPreliminary:5.23.0',
      'urn:customs.ru:Information:PriorInformation:PriorCommonAggregateTypes:5.23.0',
      'urn:customs.ru:RUDeclCommonAggregateTypesCust:5.23.0',
      'urn:customs.ru:RUSCommonAggregateTypes:5.22.0',
    ])
  })
})

describe.skipIf(ALBUM === undefined)('under the schemas of the album', () => {
  it.each(SAMPLE_NAMES)('%s is valid, as it stands and as we write it', (name) => {
    assertOfficial(sample(name), officialOf(name))
    const { documents, format } = readText(sample(name))
    assertOfficial(writeMessage(format, documents, contextFor(format.id)).text, officialOf(name))
  })
})

describe.skipIf(ALBUM === undefined)('the sample that came with the notes', () => {
  const text =
    ALBUM === undefined
      ? ''
      : readFileSync(resolve(sharedFolder() ?? '', 'samples/ru_AutoPreliminary.xml'), 'utf8')

  it('is valid under the album and no whole report: it has no bill, no consignor, no packages', () => {
    assertOfficial(text, 'AutoPreliminary.xsd')
    const without = text.replace('<CargoQuantity>640</CargoQuantity>', '')
    expect(() => readText(without)).toThrow(
      expect.objectContaining({
        code: 'DOCUMENT_INVALID',
        message: expect.stringContaining('/consignments/0'),
      }),
    )
  })

  it('counts packages that none of its bills has', () => {
    expect(() => readText(text)).toThrow(
      expect.objectContaining({
        code: 'TOTAL_MISMATCH',
        place: expect.objectContaining({ path: '/AutoPreliminary/MainConsignmentDetails/CargoQuantity' }),
      }),
    )
  })
})
