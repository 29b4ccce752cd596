import { readFileSync } from 'node:fs'

/** docs/verification.md, the page that agencies are given. */
export const PAGE = readFileSync('docs/verification.md', 'utf8')

/** The code of a section of it in one language, block by block. */
export function blocksOf(section: string, language: 'sh' | 'ts' | 'json'): string[] {
  const [, text = ''] = PAGE.split(`\n## ${section}\n`)
  const [own = ''] = text.split('\n## ')
  const blocks = own.matchAll(/```(\w+)\n([^`]+)```/g)
  return [...blocks].flatMap(([, name, code = '']) => (name === language ? [code] : []))
}

/** All commands of a section, as one script; without those of our own program. */
export function commandsOf(section: string): string {
  return blocksOf(section, 'sh')
    .filter((commands) => !commands.startsWith('npx '))
    .join('')
}

/** The example of a section that is JSON. */
export function exampleOf(section: string): string {
  return blocksOf(section, 'json')[0] ?? ''
}
