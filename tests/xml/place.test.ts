import { expect, test } from 'vitest'
import type { TreeElement } from '../../src/model/tree.ts'
import { openXml } from '../../src/xml/parse.ts'
import { chainByNodePath, pathOf, placeOf } from '../../src/xml/place.ts'

const XML = '<a xmlns="urn:a" xmlns:p="urn:p"><b/>\n<p:b/><c><d/><d/></c><b/></a>'

function treeOf(xml: string): TreeElement {
  using message = openXml(Buffer.from(xml))
  return message.root
}

function all(element: TreeElement): TreeElement[] {
  return [element, ...element.children.flatMap(all)]
}

test('a position is given where a name is repeated, counted within its namespace', () => {
  const root = treeOf(XML)
  expect(all(root).map((element) => placeOf(root, element).path)).toEqual([
    '/a',
    '/a/b[1]',
    '/a/b',
    '/a/c',
    '/a/c/d[1]',
    '/a/c/d[2]',
    '/a/b[2]',
  ])
  expect(placeOf(root, root.children[1] ?? root).line).toBe(2)
})

test('an element of another tree gives the place of the root', () => {
  expect(placeOf(treeOf('<a/>'), treeOf('<z/>')).path).toBe('/a')
})

test.each([
  ['/*', '/a'],
  ['/*/*[3]/*[2]', '/a/c/d[2]'],
  ['/*/p:b', '/a/b[1]'],
  ['/*/*[4]', '/a/b[2]'],
  ['/*/*[9]/*[1]', '/a'],
  ['/', '/a'],
])('node path %s of the parser leads to %s', (nodePath, path) => {
  expect(pathOf(chainByNodePath(treeOf(XML), nodePath))).toBe(path)
})
