import { XMLParser } from 'fast-xml-parser'
import { basename } from 'node:path'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Parser } from 'xml2js'
import { decodeText, ENCODING_LABELS, encodingOf } from '../../src/model/encoding.ts'
import type { TreeElement } from '../../src/model/tree.ts'
import { DEFAULT_LIMITS } from '../../src/xml/limits.ts'
import { openXml } from '../../src/xml/parse.ts'
import { SAMPLES } from './sample-files.ts'

/** Leaf values in document order, as `name=value`, the one thing that every reader can be asked for. */
function ours(element: TreeElement): string[] {
  const attributes = element.attributes.map(({ name, value }) => `@${name}=${value}`)
  const own = element.children.length === 0 ? [`${element.name}=${element.text.trim()}`] : []
  return [...attributes, ...own, ...element.children.flatMap(ours)]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** fast-xml-parser in order-preserving form: `[{ name: [children], ':@': { attributes } }]`. */
function ofOrderedNodes(nodes: unknown, name = ''): string[] {
  if (!Array.isArray(nodes)) return []
  const items: unknown[] = nodes
  const elements = items.filter(isRecord).filter((node) => !('#text' in node))
  if (elements.length === 0) {
    const text = items.filter(isRecord).map((node) => String(node['#text']))
    return [`${name}=${text.join('').trim()}`]
  }
  return elements.flatMap((node) => {
    const attributes = isRecord(node[':@'])
      ? Object.entries(node[':@']).filter(([key]) => !key.startsWith('xmlns'))
      : []
    const child = Object.keys(node).find((key) => key !== ':@') ?? ''
    return [
      ...attributes.map(([key, value]) => `@${key}=${String(value)}`),
      ...ofOrderedNodes(node[child], child),
    ]
  })
}

/** xml2js with explicit children in order. */
function ofXml2js(node: unknown): string[] {
  if (!isRecord(node)) return []
  const attributes = isRecord(node['$'])
    ? Object.entries(node['$']).filter(([key]) => !key.startsWith('xmlns'))
    : []
  const children = Array.isArray(node['$$']) ? (node['$$'] as unknown[]) : []
  const name = String(node['#name']).replace(/^.*:/, '')
  const own =
    children.length === 0 ? [`${name}=${typeof node['_'] === 'string' ? node['_'].trim() : ''}`] : []
  return [
    ...attributes.map(([key, value]) => `@${key}=${String(value)}`),
    ...own,
    ...children.flatMap(ofXml2js),
  ]
}

describe('two independent readers see the same values as ours', () => {
  it.each(SAMPLES.map((file) => [basename(file), file] as const))('%s', async (_name, file) => {
    const bytes = readFileSync(file)
    using message = openXml(bytes, DEFAULT_LIMITS, { encodings: ENCODING_LABELS })
    // They take characters: decoding is ours.
    const label = /^<\?xml[^>]*encoding="([^"]+)"/.exec(bytes.toString('latin1'))?.[1] ?? 'UTF-8'
    const text = decodeText(bytes, encodingOf(label) ?? 'UTF-8')
    const expected = ours(message.root)
    const ordered: unknown = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      parseTagValue: false,
      parseAttributeValue: false,
      removeNSPrefix: true,
      ignoreDeclaration: true,
      trimValues: false,
    }).parse(text)
    const significant = JSON.parse(JSON.stringify(ordered), (_key, value: unknown) =>
      Array.isArray(value) && value.some((each) => isRecord(each) && !('#text' in each))
        ? value.filter((each) => !isRecord(each) || !('#text' in each))
        : value,
    ) as unknown
    expect(ofOrderedNodes(significant)).toEqual(expected)
    const parsed: unknown = await new Parser({
      explicitChildren: true,
      preserveChildrenOrder: true,
      explicitRoot: false,
    }).parseStringPromise(text)
    expect(ofXml2js(parsed)).toEqual(expected)
  })
})
