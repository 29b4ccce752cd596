import type { Component, DataFormat, Field, SegmentDefinition } from './specification.ts'
import type { YamlFile } from './yaml-file.ts'

const FORMAT = /^(an|a|n)(\.\.)?(\d{1,4})( number)?$/
const USE = /^([A-Z]?\d{3,4})(!)?(?:\*(\d{1,2}))?$/

/**
 * Segments of one directory. `C080: 3036!*5 3045` is a composite of two components, the first of which is
 * mandatory and takes five positions, as lines of one text; `GID: 1496 C213*5` a segment with a composite that may stand five
 * times. What is repeated further on in the same composite gets a number: `E7064-2`.
 */
export function readDirectory(file: YamlFile): ReadonlyMap<string, SegmentDefinition> {
  const formats = readFormats(file)
  const composites = new Map(
    [...file.texts('composites')].map(([id, { text, line }]) => [
      id,
      readComposite(file, formats, text, line),
    ]),
  )
  const qualifiers = file.texts('qualifiers')
  return new Map(
    [...file.texts('segments')].map(([tag, { text, line }]) => {
      const fields = uses(file, text, line).map((use) => readField(file, use, formats, composites, line))
      const named = words(qualifiers.get(tag)?.text ?? '').map((id) => `E${id}`)
      const known = fields.flatMap(({ components }) => components.map(({ name }) => name))
      for (const name of named)
        if (!known.includes(name)) file.complain(line, `${tag} has no ${name} to qualify it`)
      return [tag, { tag, fields, qualifiers: named }]
    }),
  )
}

function readFormats(file: YamlFile): ReadonlyMap<string, DataFormat> {
  const formats = new Map<string, DataFormat>()
  for (const [id, { text, line }] of file.texts('elements')) {
    const [, kind, upTo, length, number] = FORMAT.exec(text) ?? []
    if (kind !== 'a' && kind !== 'n' && kind !== 'an') {
      file.complain(line, `"${text}" is no representation; write one like an..35 or n4`)
      continue
    }
    const most = Number(length)
    formats.set(id, {
      kind,
      least: upTo === undefined ? most : 1,
      most,
      numeric: kind === 'n' || number !== undefined,
    })
  }
  return formats
}

interface Use {
  readonly id: string
  readonly required: boolean
  readonly times: number
}

function uses(file: YamlFile, text: string, line: number): Use[] {
  return words(text).flatMap((word) => {
    const [, id, mandatory, times] = USE.exec(word) ?? []
    if (id === undefined)
      return file.complain(line, `"${word}" is no use of an element; write one like 3036!*5`) ?? []
    return { id, required: mandatory !== undefined, times: Number(times ?? 1) }
  })
}

function readComposite(
  file: YamlFile,
  formats: ReadonlyMap<string, DataFormat>,
  text: string,
  line: number,
): Component[] {
  const met = new Map<string, number>()
  return uses(file, text, line).flatMap(({ id, required, times }) => {
    const count = (met.get(id) ?? 0) + 1
    met.set(id, count)
    const format = formats.get(id) ?? unknown(file, line, id)
    return { name: count === 1 ? `E${id}` : `E${id}-${count}`, required, lines: times, format }
  })
}

function readField(
  file: YamlFile,
  { id, required, times }: Use,
  formats: ReadonlyMap<string, DataFormat>,
  composites: ReadonlyMap<string, readonly Component[]>,
  line: number,
): Field {
  if (!/^\d/.test(id)) {
    const components = composites.get(id)
    if (components === undefined) file.complain(line, `the composite ${id} is not described`)
    return { name: id, required, times, composite: true, components: components ?? [] }
  }
  const name = `E${id}`
  const format = formats.get(id) ?? unknown(file, line, id)
  return { name, required, times, composite: false, components: [{ name, required, lines: 1, format }] }
}

function unknown(file: YamlFile, line: number, id: string): DataFormat {
  file.complain(line, `the data element ${id} is not described`)
  return { kind: 'an', least: 1, most: 1, numeric: false }
}

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '')
