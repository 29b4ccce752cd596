import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ShapeElement } from '../../../src/model/message-shape.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { schemaShape } from '../../../src/xml/schema-shape.ts'
import { compileSchema } from '../../../src/xml/schema.ts'
import { sharedFolder } from '../../shared.ts'
import { sample, SCHEMAS } from '../sample-files.ts'

const shapeOf = (file: string): ShapeElement => schemaShape(join(SCHEMAS, file), 'Manifest')

function elementAt(root: ShapeElement, path: string): ShapeElement | undefined {
  return path
    .split('/')
    .reduce<ShapeElement | undefined>(
      (here, step) => here?.children().find(({ name }) => name === step),
      root,
    )
}

const JOINT_CONTROL = 'urn:khorgos:profile:joint-control:1'

/** What is of the family: elements of the profile of joint control say of themselves that they are not. */
function familyOf(element: ShapeElement): readonly ShapeElement[] {
  return element.children().filter(({ namespace }) => namespace !== JOINT_CONTROL)
}

/** What the checklist has in common with the published messages, and where these have it. */
const SHARED: readonly [string, string, string][] = [
  ['Head/MessageID', 'mt2401', 'Head/MessageID'],
  ['Head/SendTime', 'mt2401', 'Head/SendTime'],
  ['Head/Version', 'mt2401', 'Head/Version'],
  ['Declaration/FunctionalReferenceID', 'mt2401', 'Declaration/ID'],
  ['Declaration/AdditionalInformation/Content', 'mt2401', 'Declaration/AdditionalInformation/Content'],
  ['Declaration/BorderTransportMeans/Name', 'mt4402', 'Declaration/Consignment/BorderTransportMeans/Name'],
  ['Declaration/Consignment/ConsignmentItem/ValueAmount', 'mt2401', 'Declaration/Consignment/ValueAmount'],
  ['Declaration/Consignment/ConsignmentItem/Consignee/ID', 'mt2401', 'Declaration/Consignment/Consignee/ID'],
  [
    'Declaration/Consignment/ConsignmentItem/Consignor/Name',
    'mt2401',
    'Declaration/Consignment/Consignor/Name',
  ],
  [
    'Declaration/Consignment/ConsignmentItem/GoodsMeasure/GrossMassMeasure',
    'mt2401',
    'Declaration/Consignment/ConsignmentItem/GoodsMeasure/GrossMassMeasure',
  ],
  [
    'Declaration/Consignment/ConsignmentItem/Packaging/QuantityQuantity',
    'mt2401',
    'Declaration/Consignment/ConsignmentItem/Packaging/QuantityQuantity',
  ],
  [
    'Declaration/Consignment/ConsignmentItem/TransportContractDocument/ID',
    'mt2401',
    'Declaration/Consignment/TransportContractDocument/ID',
  ],
  [
    'Declaration/Consignment/TransportEquipment/ID',
    'mt4402',
    'Declaration/Consignment/TransportEquipment/ID',
  ],
  ['Declaration/RepresentativePerson/Name', 'mt2401', 'Declaration/RepresentativePerson/Name'],
]

describe('a checklist is built as the road manifest is', () => {
  it.each(SHARED)('%s is as in %s', (own, message, published) => {
    const theirs = elementAt(shapeOf(`cn-manifest/${message}.xsd`), published)
    expect(elementAt(shapeOf('cn-mongolia/mtde02.xsd'), own)?.text).toBe(theirs?.text)
    expect(theirs?.text).toBeDefined()
  })

  it.each(['mtde01', 'mtde02'])(
    '%s: in every class fields come first, then classes, each by name',
    (name) => {
      const unordered = (element: ShapeElement): string[] => {
        const children = familyOf(element)
        const isClass = (child: ShapeElement): boolean => child.children().length > 0
        const names = [...children.filter((child) => !isClass(child)), ...children.filter(isClass)].map(
          (child) => child.name,
        )
        const wrong = children.map((child) => child.name).join() === names.join() ? [] : [element.name]
        const sorted = [children.filter((child) => !isClass(child)), children.filter(isClass)].every(
          (group) =>
            group.map((child) => child.name).join() ===
            group
              .map((child) => child.name)
              .toSorted()
              .join(),
        )
        return [...wrong, ...(sorted ? [] : [element.name]), ...children.flatMap(unordered)]
      }
      expect(unordered(elementAt(shapeOf(`cn-mongolia/${name}.xsd`), 'Declaration')!)).toEqual([])
    },
  )

  it.each(['mtrp01', 'mtrp02'])('%s answers as MTRES4 does, but for the number', (name) => {
    const told = (element: ShapeElement, above = ''): string[] => {
      const path = `${above}/${element.name}`
      const own = `${path} ${element.required} ${element.repeats} ${path === '/Response/ID' ? '' : element.text}`
      return [own, ...familyOf(element).flatMap((child) => told(child, path))]
    }
    const response = (file: string): string[] => told(elementAt(shapeOf(file), 'Response')!)
    expect(response(`cn-mongolia/${name}.xsd`)).toEqual(response('cn-manifest/mtres4.xsd'))
  })

  it.each([
    ['mtde02', 'Declaration', ['Confirmation']],
    ['mtde01', 'Declaration/BorderTransportMeans', ['Seal']],
    ['mtde01', 'Declaration/Consignment/TransportEquipment', ['Seal']],
    ['mtrp01', 'Response', ['Finding']],
  ])('%s: what is ours stands last in %s, in a namespace of its own', (name, path, ours) => {
    const children = elementAt(shapeOf(`cn-mongolia/${name}.xsd`), path)?.children() ?? []
    const foreign = children.filter(({ namespace }) => namespace === JOINT_CONTROL)
    expect(foreign.map((child) => child.name)).toEqual(ours)
    expect(children.slice(-foreign.length)).toEqual(foreign)
    expect(foreign.some(({ required }) => required)).toBe(false)
  })

  it('is told of by one and the same schema in both folders', () => {
    const read = (folder: string): string => readFileSync(join(SCHEMAS, folder, 'joint-control.xsd'), 'utf8')
    expect(read('cn-mongolia')).toBe(read('khorgos'))
  })
})

const shared = sharedFolder()
if (shared === undefined) console.warn('skipped: the official schema of receipts, there is no shared folder')

describe.skipIf(shared === undefined)('the official schema of receipts', () => {
  it.each(['mtrp02', 'mtrp02-minimal'])('takes %s once it has the name of MTRES4', (name) => {
    const text = sample(name)
      .replaceAll('MTRP02', 'MTRES4')
      .replace('<MessageType>MTRES4<', '<MessageType>MT1401<')
    using schema = compileSchema(join(shared ?? '', 'data/cn-road-manifest/xsd/Manifest_Response_Road.xsd'))
    using message = openXml(Buffer.from(text))
    expect(() => message.validate(schema)).not.toThrow()
  })
})
