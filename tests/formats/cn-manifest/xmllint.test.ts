import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeMessage } from '../../../src/formats/message.ts'
import { hasTool } from '../../tools.ts'
import { CONTEXT, formats, readText, sample } from '../sample-files.ts'
import { FAMILY, OFFICIAL, OWN } from './family.ts'

/** Another program, with nothing of ours around it, validates what we write. */
describe.skipIf(!hasTool('xmllint'))('xmllint', () => {
  let folder = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'khorgos-xmllint-'))
    if (OFFICIAL === undefined) return
    cpSync(join(OFFICIAL, 'xsd'), folder, { recursive: true })
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    for (const file of files.filter((each) => each.endsWith('.xsd'))) turnSlashes(join(folder, file))
  })

  afterAll(() => rmSync(folder, { recursive: true }))

  function validate(schema: string, name: string, format: string): void {
    const file = join(folder, `${name}.xml`)
    writeFileSync(file, writeMessage(formats.byId(format), readText(sample(name)).documents, CONTEXT).text)
    const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, file], {
      encoding: 'utf8',
    })
    expect([status, stderr.split('\n').filter((line) => line.includes('validity error'))]).toEqual([0, []])
  }

  it.each(FAMILY)('finds our $name valid under our schema', ({ name, format }) => {
    validate(join(OWN, `${name}.xsd`), name, format)
  })

  it.skipIf(OFFICIAL === undefined).each(FAMILY)(
    'and under the official one: $name',
    ({ name, format, official }) => {
      validate(join(folder, official), name, format)
    },
  )
})

/** Its imports are written with back-slashes, which xmllint takes for a part of the name (trap 18). */
function turnSlashes(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text.replaceAll(/schemaLocation="[^"]*"/g, (found) => found.replaceAll('\\', '/')),
  )
}
