// The gateway, told to die: `node doomed-gateway.mjs <crash point> <passes>`. The only place that arms a point.
import { armCrashPoint } from '../../dist/exchange/crash-points.js'
import { run } from '../../dist/cli/run.js'

const [point, passes] = process.argv.slice(2)
armCrashPoint(point, Number(passes))
process.exitCode = await run(['start'], {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
})
