import { join } from 'node:path'
import { loadFormats, type Format, type Formats } from '../formats/catalogue.ts'
import { openMapping, type MappingSource } from '../mapping/load.ts'
import { sharedSources } from '../mapping/shared-sources.ts'
import type { ShapeElement } from '../model/message-shape.ts'
import { schemaShape } from '../xml/schema-shape.ts'
import { knownFormat } from './formats.ts'
import { configOf, type Shell } from './shell.ts'

export interface MappingFiles {
  readonly formats: Formats
  readonly schemasFolder: string
  /** @throws UsageError for an id that no format has */
  open(id: string): OpenFormat
}

export interface OpenFormat {
  readonly format: Format
  readonly source: MappingSource
  /** Undefined for a syntax whose schemas cannot be told as a shape. */
  readonly shape: ShapeElement | undefined
}

/** The formats of this installation, each opened as a whole when it is asked for, once. */
export function mappingFiles(shell: Shell): MappingFiles {
  const { schemasFolder } = configOf(shell)
  const formats = loadFormats(schemasFolder)
  const canonical = join(schemasFolder, 'canonical')
  const sources = sharedSources(canonical)
  const opened = new Map<string, OpenFormat>()
  return {
    formats,
    schemasFolder,
    open(id) {
      const known = opened.get(id)
      if (known !== undefined) return known
      const format = knownFormat(formats, id)
      const source = openMapping(format.mapping.file, canonical, sources)
      const { schemaFile, root } = format.mapping
      const shape = schemaFile.endsWith('.xsd') ? schemaShape(schemaFile, root.name) : undefined
      const made = { format, source, shape }
      opened.set(id, made)
      return made
    },
  }
}
