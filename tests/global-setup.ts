import { execFileSync } from 'node:child_process'

/** Worker threads and child processes of the tests run the built program, so it is built first. */
export default function setup(): void {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
}
