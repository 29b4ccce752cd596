import { join } from 'node:path'
import { mappingPage } from '../mapping/page.ts'
import { mappingFiles } from './mapping-sources.ts'
import { writeOutput } from './output.ts'
import { UsageError, type Result, type Shell } from './shell.ts'

export async function printPages(
  shell: Shell,
  id: string | undefined,
  { all, output }: { readonly all?: boolean; readonly output?: string },
): Promise<Result> {
  if ((all === true) === (id !== undefined)) throw new UsageError('Name one format, or --all.')
  if (all === true && output === undefined) throw new UsageError('--all needs --output, a folder.')
  const files = mappingFiles(shell)
  const ids = id === undefined ? files.formats.ids : [id]
  const pages = ids.map((format) => {
    const { source, shape } = files.open(format)
    return { format, page: mappingPage(source, shape) }
  })
  if (output !== undefined)
    for (const { format, page } of pages)
      await writeOutput(all === true ? join(output, `${format}.md`) : output, page)
  return {
    exit: 'OK',
    json: { pages },
    text: output === undefined ? pages.map(({ page }) => page).join('\n') : '',
  }
}
