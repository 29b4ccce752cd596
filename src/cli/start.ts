import { Command } from 'commander'
import type { Config } from '../config.ts'
import { explainListening } from './listening.ts'
import { type Finish, configOf, type Result, type Shell, type Sink } from './shell.ts'

const EXAMPLES = `
Examples:
  khorgos start
  khorgos start --sandbox
  KHORGOS_PARTNER_LISTEN=127.0.0.1:9443 khorgos start --sandbox --free-ports

The sandbox makes its own authority and keys in the certificate folder, starts counterparts for Kazakhstan, China, Laos,
Cambodia and Myanmar that really listen, runs exchanges in both directions, and has certificates of origin asked about
and written off by the Chinese clearance. Stop with Ctrl-C; a second start keeps the data.`

interface StartOptions {
  readonly sandbox?: boolean
  readonly freePorts?: boolean
  readonly json?: boolean
}

/** A running gateway, seen from the command line. */
interface Running {
  /** Printed with `--json` when it is up. */
  readonly facts: Readonly<Record<string, unknown>>
  close(): Promise<void>
}

type Tell = (line: string) => void

export function addStart(program: Command, shell: Shell, finish: Finish): void {
  program
    .command('start')
    .summary('start the gateway')
    .description('Starts the gateway and stays up until it is told to stop.')
    .option('--sandbox', 'make keys, play the partners, and tell the story of their exchanges')
    .option('--free-ports', "sandbox: counterparts take any free port instead of the partner files' ones")
    .addHelpText('after', EXAMPLES)
    .action(async (options: StartOptions) => finish(await start(shell, options)))
}

async function start(shell: Shell, options: StartOptions): Promise<Result> {
  const stop = stopSignal()
  // The gateway's own log is on stdout, so what is said to people goes to stderr; the sandbox's story is the output.
  const sink = options.sandbox === true ? shell.stdout : shell.stderr
  const tell: Tell = (line) => {
    if (options.json !== true) sink.write(`${line}\n`)
  }
  const config = configOf(shell)
  const starting =
    options.sandbox === true
      ? startSandboxed(config, options, tell, stop.signal)
      : startPlain(config, tell, options.json === true ? shell.stderr : shell.stdout)
  const running = await starting.catch((error: unknown) => explainListening(error, config))
  if (options.json === true) shell.stdout.write(`${JSON.stringify(running.facts, undefined, 2)}\n`)
  const name = await stop.received
  tell(`\n${name}: finishing what is under way …`)
  await running.close()
  tell('Stopped; everything that was promised is kept.')
  return { exit: 'OK', json: undefined, text: '' }
}

async function startPlain(config: Config, tell: Tell, logStream: Sink): Promise<Running> {
  const { startGateway } = await import('../gateway.ts')
  const gateway = await startGateway(config, { logStream })
  const { partnerUrl, publicUrl, peopleUrl, logVerifierKey } = gateway
  const people = peopleUrl === undefined ? '' : `, people at ${peopleUrl}`
  tell(`Khorgos is up: partners at ${partnerUrl}, log and health at ${publicUrl}${people}`)
  return { facts: { partnerUrl, publicUrl, peopleUrl, logVerifierKey }, close: () => gateway.close() }
}

async function startSandboxed(
  config: Config,
  { freePorts }: StartOptions,
  tell: Tell,
  signal: AbortSignal,
): Promise<Running> {
  tell('Starting the sandbox: keys, database, counterparts, gateway. This takes some seconds.')
  const { startSandbox } = await import('../sandbox/sandbox.ts')
  const { tellStory } = await import('../sandbox/story.ts')
  const sandbox = await startSandbox(config, { freePorts: freePorts === true })
  try {
    const told = await tellStory(sandbox, tell, signal)
    const { partnerUrl, publicUrl, peopleUrl, logVerifierKey } = sandbox.gateway
    return {
      facts: { partnerUrl, publicUrl, peopleUrl, logVerifierKey, ...told },
      close: () => sandbox.close(),
    }
  } catch (error) {
    await sandbox.close()
    throw error
  }
}

/** The first SIGINT or SIGTERM asks us to stop; a second one, while stopping, is the operating system's to carry out. */
function stopSignal(): { received: Promise<NodeJS.Signals>; signal: AbortSignal } {
  const controller = new AbortController()
  const received = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const)
      process.once(name, () => {
        controller.abort()
        resolve(name)
      })
  })
  return { received, signal: controller.signal }
}
