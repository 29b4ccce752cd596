import { join } from 'node:path'
import { codeListId, loadCodeList, type CodeList } from '../model/code-list.ts'
import { loadHubSchema, type HubSchema } from './hub-schema.ts'

/** What mapping files name in common, each file read once for all of them. */
export interface SharedSources {
  /** @throws KhorgosError MAPPING_INVALID, see `loadCodeList` */
  codeList(folder: string, file: string): CodeList
  /** @throws what `loadHubSchema` throws */
  hubSchema(document: string): HubSchema
}

/** @param canonicalFolder where the hub documents' schemas are */
export function sharedSources(canonicalFolder: string): SharedSources {
  const lists = new Map<string, CodeList>()
  const schemas = new Map<string, HubSchema>()
  return {
    codeList: (folder, file) =>
      once(lists, join(folder, file), (path) => loadCodeList(path, codeListId(folder, file))),
    hubSchema: (document) => once(schemas, document, (name) => loadHubSchema(canonicalFolder, name)),
  }
}

function once<T>(known: Map<string, T>, key: string, load: (key: string) => T): T {
  const value = known.get(key) ?? load(key)
  known.set(key, value)
  return value
}
