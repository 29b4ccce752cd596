import type { Sink } from './shell.ts'

/** One line on a terminal, rewritten as work goes on; silent where stderr is a file or a pipe. */
export interface Progress {
  update(text: string): void
  /** Clears the line, so that what follows starts clean. */
  end(): void
}

/** Terminals repaint slowly, and work reports often. */
const REPAINT_MS = 80
const ERASE_LINE = '\r\u001b[2K'

export function createProgress(sink: Sink, now: () => number = () => performance.now()): Progress {
  if (sink.isTTY !== true) return { update: () => undefined, end: () => undefined }
  let paintedAt = -Infinity
  return {
    update(text) {
      if (now() - paintedAt < REPAINT_MS) return
      paintedAt = now()
      sink.write(`${ERASE_LINE}${text}`)
    },
    end() {
      if (paintedAt > -Infinity) sink.write(ERASE_LINE)
    },
  }
}
