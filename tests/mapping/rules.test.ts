import { describe, expect, test } from 'vitest'
import { refusalOf } from '../refusal.ts'
import { mapping, read, tree, write, AT } from './workshop.ts'

describe('is, read, write', () => {
  test('`is` goes both ways', () => {
    const map = mapping('- { at: A/Id, is: trip.id }')
    expect(read(map, '<A><Id> X 1 </Id></A>')).toEqual({ id: 'X 1' })
    expect(write(map, { id: 'X 1' })).toBe('<A><Id>X 1</Id></A>')
  })

  test('`read` writes nothing and `write` reads nothing', () => {
    const map = mapping('- { at: A, read: trip.id }\n- { at: B, write: trip.note }')
    expect(read(map, '<A>1</A><B>2</B>')).toEqual({ id: '1' })
    expect(write(map, { id: '1', note: '2' })).toBe('<B>2</B>')
  })

  test('an empty element is no value', () => {
    expect(read(mapping('- { at: A, is: trip.id }\n- { at: B, is: trip.note }'), '<A/><B>1</B>')).toEqual({
      note: '1',
    })
  })

  test('attributes are read and written like elements', () => {
    const map = mapping(
      '- { at: A, is: trip.mass }\n- { at: A/@u, is: trip.note }\n- { at: "@v", is: trip.id }',
    )
    const root = tree('<M v="7"><A u="kg">5</A></M>')
    expect(map.read(root, AT).documents['trip']).toEqual({ mass: '5', note: 'kg', id: '7' })
    const written = map.write({ trip: { mass: '5', note: 'kg', id: '7' } }, { now: AT, values: {} }).root
    expect(written.attributes).toEqual([{ name: 'v', namespace: '', value: '7' }])
    expect(written.children[0]?.attributes[0]?.value).toBe('kg')
  })

  test('one field of the message may fill two fields of the hub, which must agree when written', () => {
    const map = mapping('- { at: A, is: trip.id }\n- { at: A, is: trip.note }')
    expect(read(map, '<A>1</A>')).toEqual({ id: '1', note: '1' })
    expect(write(map, { id: '1', note: '1' })).toBe('<A>1</A>')
    expect(write(map, { note: '1' })).toBe('<A>1</A>')
    expect(refusalOf(() => write(map, { id: '1', note: '2' })).code).toBe('OUTPUT_INVALID')
  })

  test('two fields of the message that make one field of the hub must agree when read', () => {
    const map = mapping('- { at: A, read: trip.id }\n- { at: B, read: trip.id }')
    expect(read(map, '<A>1</A><B>1</B>')).toEqual({ id: '1' })
    expect(refusalOf(() => read(map, '<A>1</A><B>2</B>'))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/M/B' },
    })
  })
})

describe('each', () => {
  const nested = mapping(`
- at: List/Item
  each: trip.items
  rules:
    - { at: No, position: true }
    - { at: Name, is: .name }
    - at: Seal
      each: .seals
      rules: [{ at: ., is: .id }, { at: '@by', is: .party }, { at: '@no', position: true }]`)

  test('items nest, and every item becomes one element', () => {
    const items = [{ name: 'a', seals: [{ id: 's1', party: 'CU' }, { id: 's2' }] }, {}, { name: 'c' }]
    const xml =
      '<List><Item><No>1</No><Name>a</Name><Seal by="CU" no="1">s1</Seal><Seal no="2">s2</Seal></Item>' +
      '<Item><No>2</No></Item><Item><No>3</No><Name>c</Name></Item></List>'
    expect(write(nested, { items })).toBe(xml)
    expect(read(nested, xml)).toEqual({ items })
  })

  test('no items make no container', () => {
    expect(refusalOf(() => write(nested, { items: [] })).code).toBe('OUTPUT_INVALID')
    const beside = mapping(
      '- { at: Id, is: trip.id }\n- { at: List/Item, each: trip.items, rules: [{ at: Name, is: .name }] }',
    )
    expect(write(beside, { id: '1', items: [] })).toBe('<Id>1</Id>')
  })

  test('a list of texts is a list of items that are "."', () => {
    const map = mapping('- { at: Route/Country, each: trip.countries, rules: [{ at: ., is: . }] }')
    const xml = '<Route><Country>KZ</Country><Country>CN</Country></Route>'
    expect(read(map, xml)).toEqual({ countries: ['KZ', 'CN'] })
    expect(write(map, { countries: ['KZ', 'CN'] })).toBe(xml)
  })

  test('[n] picks items, and a message that names only the second one gives the first of the hub', () => {
    const map = mapping(
      "- { at: Mark1, is: 'trip.items[0].name' }\n- { at: Mark2, is: 'trip.items[1].name' }",
    )
    expect(read(map, '<Mark1>a</Mark1><Mark2>b</Mark2>')).toEqual({ items: [{ name: 'a' }, { name: 'b' }] })
    expect(read(map, '<Mark2>b</Mark2>')).toEqual({ items: [{ name: 'b' }] })
    expect(write(map, { items: [{ name: 'a' }, { name: 'b' }] })).toBe('<Mark1>a</Mark1><Mark2>b</Mark2>')
  })

  test('an element of the same name at another level is another element', () => {
    const map = mapping('- { at: Id, is: trip.id }\n- { at: Party/Id, is: trip.carrier.id }')
    const xml = '<Id>1</Id><Party><Id>2</Id></Party>'
    expect(read(map, xml)).toEqual({ id: '1', carrier: { id: '2' } })
    expect(write(map, { id: '1', carrier: { id: '2' } })).toBe(xml)
  })
})

describe('constant, context', () => {
  test('a constant is written and must be equal when read', () => {
    const map = mapping("- { at: V, constant: '1.0', wco: '017' }\n- { at: A, is: trip.id }")
    expect(write(map, { id: '1' })).toBe('<V>1.0</V><A>1</A>')
    expect(refusalOf(() => read(map, '<V>2</V>'))).toMatchObject({
      code: 'FIELD_INVALID',
      place: { path: '/M/V', line: 1, wcoId: '017' },
    })
  })

  test('context values are handed in; a missing one is a fault of the configuration', () => {
    const map = mapping(
      '- { at: Id, context: messageId }\n- { at: At, context: now, format: yyyyMMddHHmmssSSS }',
    )
    expect(write(map, {}, { messageId: 'm-1' })).toBe('<Id>m-1</Id><At>20261121160000000</At>')
    expect(refusalOf(() => write(map, {})).code).toBe('CONFIG_INVALID')
    expect(read(map, '<Id>x</Id><At>y</At>')).toBeUndefined()
  })
})

describe('totals', () => {
  const map = mapping(`
- { at: N, count: 'trip.items[]', wco: '228' }
- { at: Seals, count: 'trip.items[].seals' }
- { at: Mass, sum: 'trip.items[].mass', type: decimal, fixedScale: 3, unit: KGM }
- { at: I, each: trip.items, rules: [{ at: M, is: .mass, type: decimal, fixedScale: 3 }, { at: S, each: .seals, rules: [{ at: ., is: .id }] }] }`)
  const items = [{ mass: '0.1', seals: [{ id: 's' }, { id: 't' }] }, { mass: '0.2' }]
  const xml =
    '<N>2</N><Seals>2</Seals><Mass>0.300</Mass><I><M>0.100</M><S>s</S><S>t</S></I><I><M>0.200</M></I>'

  test('are computed when written and compared when read, numerically and exactly', () => {
    expect(write(map, { items })).toBe(xml)
    expect(read(map, xml.replace('0.300', '.30'))).toEqual({ items })
  })

  test.each([
    ['<N>2</N>', '<N>3</N>', '/M/N'],
    ['<Seals>2<', '<Seals>1<', '/M/Seals'],
    ['0.300', '0.301', '/M/Mass'],
  ])('%s instead of %s is a mismatch', (right, wrong, path) => {
    expect(refusalOf(() => read(map, xml.replace(right, wrong)))).toMatchObject({
      code: 'TOTAL_MISMATCH',
      place: { path },
    })
  })
})

describe('join', () => {
  const map = mapping("- { at: T, join: [trip.plate, trip.trailer], separator: '/', truncate: 27 }")
  const mixed = mapping(
    "- { at: S, join: [trip.mode, trip.id, trip.office], separator: ['/', '@'], whole: trip.id }",
  )

  test('joins and splits in order; absent parts are left out', () => {
    expect(write(map, { plate: '123ABC02', trailer: '45DEF02' })).toBe('<T>123ABC02/45DEF02</T>')
    expect(read(map, '<T>123ABC02/45DEF02</T>')).toEqual({ plate: '123ABC02', trailer: '45DEF02' })
    expect(write(map, { plate: '123ABC02' })).toBe('<T>123ABC02</T>')
    expect(read(map, '<T>123ABC02</T>')).toEqual({ plate: '123ABC02' })
  })

  test('more parts than paths are refused, and so is a part that holds the separator', () => {
    expect(refusalOf(() => read(map, '<T>A/B/C</T>')).code).toBe('FIELD_INVALID')
    expect(refusalOf(() => write(map, { plate: 'A/B', trailer: 'C' })).code).toBe('OUTPUT_INVALID')
    expect(refusalOf(() => write(map, { plate: 'A/B' })).code).toBe('OUTPUT_INVALID')
  })

  test('a separator of its own between each two parts, and a value with none of them', () => {
    expect(read(mixed, '<S>E/8800123@CU</S>')).toEqual({ mode: 'E', id: '8800123', office: 'CU' })
    expect(write(mixed, { mode: 'E', id: '8800123', office: 'CU' })).toBe('<S>E/8800123@CU</S>')
    expect(read(mixed, '<S>0000</S>')).toEqual({ id: '0000' })
    expect(write(mixed, { id: '0000' })).toBe('<S>0000</S>')
  })
})

describe('groups and narrowed steps', () => {
  test('a group is written only for a document value', () => {
    const map = mapping(`
- { at: Id, is: trip.id }
- at: Notify
  rules: [{ at: Kind, constant: N }, { at: Name, is: trip.carrier.name, default: '-' }, { at: Code, is: trip.carrier.id }]`)
    expect(write(map, { id: '1' })).toBe('<Id>1</Id>')
    expect(write(map, { id: '1', carrier: { id: 'C' } })).toBe(
      '<Id>1</Id><Notify><Kind>N</Kind><Name>-</Name><Code>C</Code></Notify>',
    )
    expect(read(map, '<Notify><Kind>N</Kind><Name>n</Name></Notify>')).toEqual({ carrier: { name: 'n' } })
  })

  test('constants do not make a container that values may stand in, a default does', () => {
    const map = mapping(`
- { at: Id, is: trip.id }
- { at: V, is: trip.volume, type: decimal }
- { at: V/@unit, constant: MTQ }
- { at: P/Kind, constant: RD01 }
- { at: F/Code, is: trip.mode, default: ZZ }`)
    expect(write(map, { id: '1' })).toBe('<Id>1</Id><P><Kind>RD01</Kind></P><F><Code>ZZ</Code></F>')
    expect(write(map, { volume: '2', mode: '3' })).toBe(
      '<V unit="MTQ">2</V><P><Kind>RD01</Kind></P><F><Code>3</Code></F>',
    )
  })

  test('a step narrowed by a child or an attribute reads what matches and writes what will', () => {
    const map = mapping(`
- { at: 'Communication[TypeID=TE]/ID', is: trip.carrier.name }
- { at: 'Communication[TypeID=EM]/ID', is: trip.carrier.id }
- { at: 'Ref[@kind=B]', is: trip.note }`)
    const xml =
      '<Communication><TypeID>TE</TypeID><ID>1</ID></Communication>' +
      '<Communication><TypeID>EM</TypeID><ID>2</ID></Communication><Ref kind="B">3</Ref>'
    expect(read(map, xml)).toEqual({ carrier: { name: '1', id: '2' }, note: '3' })
    expect(write(map, { carrier: { name: '1', id: '2' }, note: '3' })).toBe(xml)
  })

  test('containers of rules that stand apart are one container', () => {
    const map = mapping(
      '- { at: A/X, is: trip.id }\n- { at: B/Y, is: trip.note }\n- { at: A/Z, is: trip.mode }',
    )
    expect(write(map, { id: '1', note: '2', mode: '3' })).toBe('<A><X>1</X><Z>3</Z></A><B><Y>2</Y></B>')
  })
})

describe('a narrowed step', () => {
  test('that is only read or dropped is never written', () => {
    const map = mapping(
      "- { at: A, is: trip.id }\n- { at: 'R[Code=0]', drop: says nothing }\n- { at: 'R[Code=1]/T', read: trip.note }",
    )
    expect(write(map, { id: '1', note: 'x' })).toBe('<A>1</A>')
  })

  test('has its qualifier in its own namespace', () => {
    const rules = "- { at: 'c:R[Code=1]/c:T', is: trip.note }"
    const map = mapping({ head: { namespaces: '{ c: urn:c:1 }' }, rules })
    expect(write(map, { note: 'x' })).toBe(
      '<ns1:R xmlns:ns1="urn:c:1"><ns1:Code>1</ns1:Code><ns1:T>x</ns1:T></ns1:R>',
    )
  })
})
