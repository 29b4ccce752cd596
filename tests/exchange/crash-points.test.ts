import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const MODULE = new URL('../../dist/exchange/crash-points.js', import.meta.url).href

function run(script: string): { signal: string | null; output: string } {
  const source = `import { armCrashPoint, crashPoint } from '${MODULE}'\n${script}`
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], {
    encoding: 'utf8',
  })
  return { signal, output: stdout }
}

describe('a crash point', () => {
  test('does nothing unless it was armed', () => {
    const { signal, output } = run(
      "armCrashPoint('after-send', 0); crashPoint('before-commit'); console.log('alive')",
    )
    expect([signal, output]).toEqual([null, 'alive\n'])
  })

  test('kills after so many passes, without a word', () => {
    const script =
      "armCrashPoint('before-commit', 2); for (let n = 1; ; n++) { crashPoint('before-commit'); process.stdout.write(String(n)) }"
    expect(run(script)).toEqual({ signal: 'SIGKILL', output: '12' })
  })
})
