import { describe, expect, test } from 'vitest'
import { KhorgosError } from '../../src/errors.ts'
import { refusalOf } from '../refusal.ts'
import { AT, mapping, read, tree } from './workshop.ts'

const dropped = (map: ReturnType<typeof mapping>, inner: string) =>
  map
    .read(tree(`<M>${inner}</M>`), AT)
    .report.outcomes.filter(({ outcome }) => outcome === 'dropped')
    .map(
      ({ message, messagePlace, count, declared, reason }) =>
        `${messagePlace ?? message ?? ''} ×${count} ${declared ? (reason ?? '') : 'UNDECLARED'}`,
    )

describe('every leaf is accounted for', () => {
  const map = mapping(`
- { at: A, is: trip.id }
- { at: Extra, drop: not for us }
- { at: Extra/Id, is: trip.note }
- { at: '@v', drop: a version }
- { at: I, each: trip.items, rules: [{ at: N, is: .name }] }`)

  test('what no rule names is dropped without declaration, each field once with its count', () => {
    expect(dropped(map, '<A u="1">x</A><B>1</B><I><N>a</N><O>1</O></I><I><O>2</O></I>')).toEqual([
      '/M/A/@u ×1 UNDECLARED',
      '/M/B ×1 UNDECLARED',
      '/M/I/O ×2 UNDECLARED',
    ])
  })

  test('`drop` on a container covers what no rule below it names', () => {
    expect(
      dropped(map, '<Extra><Id>1</Id><X>2</X><Y a="3"><Z>4</Z></Y></Extra><Extra><X>5</X></Extra>'),
    ).toEqual(['/M/Extra ×4 not for us'])
  })

  test('a second element where the rules know one is a loss, not an overwriting', () => {
    expect(dropped(map, '<A>1</A><A>2</A>')).toEqual(['/M/A[2] ×1 UNDECLARED'])
    expect(read(map, '<A>1</A><A>2</A>')).toEqual({ id: '1' })
  })

  test('text between elements is a leaf, white space and empty elements are not', () => {
    expect(dropped(map, '\n  <A>1</A> <Empty><null/></Empty> stray')).toEqual(['/M ×1 UNDECLARED'])
  })

  test('attributes that only point at a schema say nothing, others of that namespace do', () => {
    const xsi = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    const root = tree(`<M ${xsi} xsi:schemaLocation="a b" v="1"><A xsi:nil="true"/></M>`)
    expect(map.read(root, AT).report.outcomes.map(({ message }) => message)).toEqual(['/M/A/@nil', '/M/@v'])
  })

  test('a flood of invented names is counted, not listed', () => {
    const flood = Array.from({ length: 3000 }, (_, index) => `<Z${index}>1</Z${index}>`).join('')
    const found = dropped(map, flood)
    expect(found.length).toBe(1001)
    expect(found).toContain('/M ×2000 UNDECLARED')
  })

  test('an ideographic space is content', () => {
    expect(read(map, '<A>\u3000x</A>')).toEqual({ id: '\u3000x' })
  })

  test('totals and the envelope are counted apart', () => {
    const totals = mapping(`
- { at: N, count: trip.items }
- { at: V, constant: '1' }
- { at: Id, context: messageId }
- { at: I, each: trip.items, rules: [{ at: No, position: true }, { at: N, is: .name }] }`)
    const { report } = totals.read(tree('<M><N>1</N><V>1</V><Id>x</Id><I><No>1</No><N>a</N></I></M>'), AT)
    expect(report).toMatchObject({
      checked: 2,
      envelope: 2,
      outcomes: [{ outcome: 'kept', field: 'trip.items[].name', count: 1 }],
    })
  })
})

describe('problems', () => {
  const map = mapping(`
- { at: Y, is: trip.year, wco: '099' }
- { at: Total, count: trip.items }
- at: L/I
  each: trip.items
  rules: [{ at: M, is: .mass, type: decimal, wco: '126' }]`)

  test('all of them are told at once, the first as the error, with line, position and WCO id', () => {
    const xml = '<M>\n<Y>soon</Y>\n<Total>9</Total>\n<L><I><M>1</M></I>\n<I><M>heavy</M></I></L></M>'
    try {
      map.read(tree(xml), AT)
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof KhorgosError)) throw error
      expect(error).toMatchObject({ code: 'FIELD_INVALID', place: { path: '/M/Y', line: 2, wcoId: '099' } })
      expect(error.problems.map(({ code, place }) => [code, place])).toEqual([
        ['FIELD_INVALID', { path: '/M/Y', line: 2, wcoId: '099' }],
        ['FIELD_INVALID', { path: '/M/L/I[2]/M', line: 5, wcoId: '126' }],
        ['TOTAL_MISMATCH', { path: '/M/Total', line: 3 }],
      ])
    }
  })

  test('a total is not blamed for a field that could not be read', () => {
    const sums = mapping(`
- { at: Y, is: trip.year }
- { at: Sum, sum: 'trip.items[].mass' }
- { at: Total, count: trip.items }
- { at: I, each: trip.items, rules: [{ at: M, is: .mass, type: decimal }] }`)
    const message = (sum: string, count: string, mass: string, year = '1') =>
      `<Y>${year}</Y><Sum>${sum}</Sum><Total>${count}</Total><I><M>2</M></I><I><M>${mass}</M></I>`
    const places = (inner: string) => {
      try {
        return read(sums, inner)
      } catch (error) {
        return error instanceof KhorgosError ? error.each.map(({ place }) => place?.path) : error
      }
    }
    expect(places(message('9', '2', 'heavy'))).toEqual(['/M/I[2]/M'])
    expect(places(message('9', '3', 'heavy'))).toEqual(['/M/I[2]/M', '/M/Total'])
    expect(places(message('9', '3', '1', 'soon'))).toEqual(['/M/Y', '/M/Sum', '/M/Total'])
    expect(refusalOf(() => read(map, '<Y>soon</Y><Total>9</Total>')).code).toBe('FIELD_INVALID')
    expect(refusalOf(() => read(map, '<Total>9</Total>')).code).toBe('TOTAL_MISMATCH')
    expect(refusalOf(() => read(map, '<Total>many</Total>')).code).toBe('FIELD_INVALID')
  })
})

describe('namespaces', () => {
  const urn = 'urn:Declaration:datamodel:standard:CN:MTRES4:1'
  const head = {
    root: 'Manifest',
    namespace: urn,
    acceptNamespaces: "['']",
    messageId: '[Head/MessageID]',
    namespaces: '{ x: urn:x }',
  }
  const map = mapping({
    head,
    rules: '- { at: Head/MessageID, is: trip.id }\n- { at: x:Extra, is: trip.note }',
  })

  test.each([
    ['in its namespace', `<Manifest xmlns="${urn}"><Head><MessageID>1</MessageID></Head></Manifest>`],
    ['in none', '<Manifest><Head><MessageID>1</MessageID></Head></Manifest>'],
    [
      'with a bare root over prefixed children',
      `<Manifest xmlns:ns2="${urn}"><ns2:Head><ns2:MessageID>1</ns2:MessageID></ns2:Head></Manifest>`,
    ],
  ])('a receipt %s is the same receipt', (_name, xml) => {
    const root = tree(xml)
    expect(map.matches(root)).toBe(true)
    expect(map.identity(root).messageId).toBe('1')
    expect(map.read(root, AT).documents['trip']).toEqual({ id: '1' })
  })

  test('an element of another namespace is another element', () => {
    const root = tree(
      `<Manifest xmlns="${urn}" xmlns:o="urn:o" xmlns:x="urn:x"><o:Head><o:MessageID>1</o:MessageID></o:Head><x:Extra>n</x:Extra></Manifest>`,
    )
    const { documents, report } = map.read(root, AT)
    expect(documents['trip']).toEqual({ note: 'n' })
    expect(report.outcomes.filter(({ declared }) => !declared)).toMatchObject([
      { message: '/Manifest/Head/MessageID' },
    ])
    expect(map.matches(tree('<Manifest xmlns="urn:o"/>'))).toBe(false)
  })

  test('everything is written in its namespace', () => {
    const { root } = map.write({ trip: { id: '1', note: 'n' } }, { now: AT, values: {} })
    expect(root.children.map(({ namespace }) => namespace)).toEqual([urn, 'urn:x'])
  })
})

describe('recognition and identity', () => {
  const head = {
    when: "{ Head/Code: ['2', '5'], Body: true, Gone: false, Head/@v: '1' }",
    messageId: '[Head/Office, Head/Number, Head/@v]',
    sender: 'Head/Sender',
    companionKey: 'Body/Id',
  }
  const map = mapping({ head })
  const xml =
    '<M><Head v="1"><Code>5</Code><Office>O</Office><Number> 7 </Number></Head><Body><Id>K</Id></Body></M>'

  test('conditions: one of some texts, presence, absence', () => {
    expect(map.matches(tree(xml))).toBe(true)
    expect(map.matches(tree(xml.replace('>5<', '>9<')))).toBe(false)
    expect(map.matches(tree(xml.replace('v="1"', 'v="2"')))).toBe(false)
    expect(map.matches(tree(xml.replace('<Body>', '<Gone/><Body>')))).toBe(false)
    expect(map.matches(tree(xml.replaceAll('Body', 'Other')))).toBe(false)
    expect(map.matches(tree('<N/>'))).toBe(false)
  })

  test('an id of several fields is joined, and is none when one of them is missing', () => {
    expect(map.identity(tree(xml))).toEqual({ messageId: 'O/7/1', sender: undefined, companionKey: 'K' })
    expect(map.identity(tree(xml.replace('<Office>O</Office>', ''))).messageId).toBeUndefined()
  })
})
