import { type ListedFile, MIMETYPE } from './bundle-index.ts'

/**
 * `META-INF/manifest.xml`: the OpenDocument 1.2 manifest that ASiC-E with XAdES lists its files in (EN 319
 * 162-1 clause 4.4). It says nothing that bundle.json does not say, so a reader writes it anew and compares.
 * Other validators want in it exactly the files that the signature refers to; so neither names `mimetype`.
 */
export function manifestText(files: readonly ListedFile[]): string {
  const entry = ({ path, mediaType }: ListedFile): string =>
    `  <manifest:file-entry manifest:full-path="${path}" manifest:media-type="${mediaType}"/>\n`
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">\n' +
    entry({ path: '/', mediaType: MIMETYPE }) +
    files.map(entry).join('') +
    '</manifest:manifest>\n'
  )
}
