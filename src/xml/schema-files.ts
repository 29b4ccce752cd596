import { readFileSync } from 'node:fs'
import { dirname, relative, isAbsolute, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { closeBuffer, openBuffer, readBuffer, xmlRegisterInputProvider } from 'libxml2-wasm'
import { KhorgosError } from '../errors.ts'

/**
 * libxml2 asks its input providers for every file it wants. There is one, registered at the first compile; it
 * answers only while a schema is compiled and only for files below that schema's folder. Parsing a message
 * therefore has no way to a file, even if an option were wrong; the network does not exist for this module.
 */
let openFolder: string | undefined
let registered = false

/** Runs `compile` while the files below the folder of `schemaFile` can be read by libxml2. Not reentrant. */
export function withSchemaFolder<T>(schemaFile: string, compile: () => T): T {
  registerOnce()
  openFolder = dirname(schemaFile)
  try {
    return compile()
  } finally {
    openFolder = undefined
  }
}

/**
 * Bytes of a schema file. Published schemas write `schemaLocation="..\Code\CC002.xsd"`; a back-slash is no
 * path separator in a URI (RFC 3986), so it is turned here.
 */
export function readSchemaFile(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8')
  return Buffer.from(
    text.replaceAll(/\bschemaLocation\s*=\s*(["'])[^"']*\1/g, (found) => found.replaceAll('\\', '/')),
  )
}

function registerOnce(): void {
  if (registered) return
  registered = xmlRegisterInputProvider({
    match: (name) => allowedPath(name) !== undefined,
    open: openAllowed,
    read: (handle, buffer) => readBuffer(handle, buffer),
    close: (handle) => {
      closeBuffer(handle)
      return true
    },
  })
  if (!registered) throw new KhorgosError('INTERNAL', 'The XML library takes no input provider')
}

function openAllowed(name: string): number | undefined {
  const path = allowedPath(name)
  if (path === undefined) return undefined
  try {
    return openBuffer(readSchemaFile(path))
  } catch {
    // An exception must not cross WebAssembly; libxml2 reports the file as not loadable, with file and line.
    return undefined
  }
}

function allowedPath(name: string): string | undefined {
  if (openFolder === undefined || /^(?!file:)[a-z][a-z0-9+.-]+:/i.test(name)) return undefined
  const path = resolve(openFolder, name.startsWith('file:') ? fileURLToPath(name) : decodeURIComponent(name))
  const inside = relative(openFolder, path)
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? undefined
    : path
}
