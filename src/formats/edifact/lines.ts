import { lengthOf } from './value.ts'

/**
 * Components that are lines of one text (4440, 3042, 7102 …) as that text. A line that fills its component goes on in
 * the next one; any other ends there.
 */
export function joinLines(lines: readonly string[], width: number): string {
  let text = ''
  for (const [index, line] of lines.entries()) {
    text += line
    if (index < lines.length - 1 && lengthOf(line) < width) text += '\n'
  }
  return text
}

/** @returns the lines that `joinLines` makes the same text of; undefined when there are none. */
export function splitLines(text: string, width: number): string[] | undefined {
  const lines = text.split('\n').flatMap((line) => pieces(line, width))
  while (lines.at(-1) === '') lines.pop()
  return joinLines(lines, width) === text ? lines : undefined
}

function pieces(line: string, width: number): string[] {
  const characters = Array.from(line)
  if (characters.length === 0) return ['']
  return Array.from({ length: Math.ceil(characters.length / width) }, (_, index) =>
    characters.slice(index * width, (index + 1) * width).join(''),
  )
}
