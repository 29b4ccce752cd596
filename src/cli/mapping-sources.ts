import { join } from 'node:path'
import { loadFormats, type Format, type Formats } from '../formats/catalogue.ts'
import { openMapping, type MappingSource } from '../mapping/load.ts'
import { sharedSources } from '../mapping/shared-sources.ts'
import type { ShapeElement } from '../model/message-shape.ts'
import { schemaShape } from '../xml/schema-shape.ts'
import { requireFormat } from './formats.ts'
import { configOf, type Shell } from './shell.ts'

export interface MappingFiles {
  readonly formats: Formats
  readonly schemasFolder: string
  /** @throws UsageError for an id that no format has */
  open(id: string): OpenFormat
}

/** What of a format a command looks at; the larger parts are made when they are. */
export interface OpenFormat {
  readonly source: MappingSource
  readonly format: Format
  /** Undefined for a syntax whose schemas cannot be told as a shape. */
  readonly shape: ShapeElement | undefined
}

/** The formats of this installation, each mapping file opened when it is asked for, once. */
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
      requireFormat(formats, id)
      const known =
        opened.get(id) ?? openFormat(formats, id, openMapping(formats.fileOf(id), canonical, sources))
      opened.set(id, known)
      return known
    },
  }
}

function openFormat(formats: Formats, id: string, source: MappingSource): OpenFormat {
  const { schemaFile, rootName } = source.head
  return {
    source,
    get format() {
      return formats.byId(id)
    },
    get shape() {
      return schemaFile.endsWith('.xsd') ? schemaShape(schemaFile, rootName) : undefined
    },
  }
}
