import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, type Config } from '../../src/config.ts'
import { loadFormats, type Formats } from '../../src/formats/catalogue.ts'
import { readMessage, writeMessage } from '../../src/formats/message.ts'
import type { Behaviour } from '../../src/sandbox/counterpart/behaviour.ts'
import type { Counterpart } from '../../src/sandbox/counterpart/counterpart.ts'
import type { Country } from '../../src/sandbox/counterpart/country.ts'
import type { CounterpartEvent } from '../../src/sandbox/counterpart/parts.ts'
import { openCounterpart, readEndpoints } from '../../src/sandbox/counterparts.ts'
import { makeSandboxKeys } from '../../src/sandbox/keys.ts'
import { loadSamples, newTrip } from '../../src/sandbox/samples.ts'
import { createHttpTransport, type Transport } from '../../src/transports/http.ts'
import { readSigningKey, type SigningKey } from '../../src/trust/keys.ts'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import { openXml } from '../../src/xml/parse.ts'

/** A gateway's side of the stage, without a gateway: its keys, its transport, messages as it would send them. */
export interface Stage {
  readonly config: Config
  readonly formats: Formats
  readonly transport: Transport
  readonly events: CounterpartEvent[]
  pem(name: string): string
  key(who: string): SigningKey
  /** With a data folder, and so a book, of its own unless told otherwise. */
  open(country: Country, behaviour?: Behaviour, dataFolder?: string): Promise<Counterpart>
  dataFolderOf(counterpart: Counterpart): string
  /** A signed MT1401, or Awmds, of a new trip. */
  mt1401(key?: SigningKey): { messageId: string; bytes: Uint8Array }
  awmds(key?: SigningKey): { messageId: string; bytes: Uint8Array }
  send(to: Counterpart, message: { messageId: string; bytes: Uint8Array }, id?: string): Promise<Uint8Array>
  close(): Promise<void>
}

export async function setStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-stage-'))
  const env = { KHORGOS_CERTS: join(folder, 'certs'), KHORGOS_DATA: join(folder, 'data') }
  const config = readConfig(env, { node: 'stage', processors: 2 })
  await makeSandboxKeys(config.certificateFolder, new Date())
  const formats = loadFormats(config.schemasFolder)
  const samples = loadSamples(formats)
  const endpoints = readEndpoints(config)
  const pem = (name: string): string => readFileSync(join(config.certificateFolder, name), 'utf8')
  const key = (who: string): SigningKey => readSigningKey(pem(`${who}.sign.key`), pem(`${who}.sign.crt`), who)
  const transport = createHttpTransport({
    tls: { certificatePem: pem('gateway.tls.crt'), privateKeyPem: pem('gateway.tls.key') },
  })
  const events: CounterpartEvent[] = []
  const opened = new Map<Counterpart, string>()
  const awmds = (signer = key('gateway')) => {
    const trip = newTrip('KZ', new Date())
    return signed(formats, 'kz-awmds-r1', samples.awmds(trip), signer)
  }
  return {
    config,
    formats,
    transport,
    events,
    pem,
    key,
    open: async (country, behaviour = {}, dataFolder = join(config.dataFolder, String(opened.size))) => {
      const options = {
        endpoints,
        freePorts: true,
        behaviour,
        onEvent: (event: CounterpartEvent) => void events.push(event),
      }
      const counterpart = await openCounterpart({ ...config, dataFolder }, country, formats, options)
      opened.set(counterpart, dataFolder)
      return counterpart
    },
    dataFolderOf: (counterpart) => opened.get(counterpart) ?? config.dataFolder,
    mt1401: (signer = key('gateway')) =>
      signed(formats, 'cn-mt1401-v1', converted(formats, samples.awmds(newTrip('KZ', new Date()))), signer),
    awmds,
    send: (to, { messageId, bytes }, id = `delivery-${messageId.replaceAll('/', '-')}`) =>
      transport.send(
        { id, messageId, mediaType: 'application/xml', bytes },
        { url: to.url, trustedAuthority: pem('sandbox-ca.crt'), timeoutMs: 3000 },
      ),
    close: async () => {
      await transport.close()
      for (const counterpart of opened.keys()) await counterpart.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function signed(formats: Formats, format: string, canonical: string, key: SigningKey) {
  using message = openXml(Buffer.from(canonical))
  const { messageId = '' } = formats.byId(format).mapping.identity(message.root)
  return { messageId, bytes: signEnveloped(canonical, key).bytes }
}

function converted(formats: Formats, awmds: string): string {
  using message = openXml(Buffer.from(awmds))
  const now = new Date()
  const { documents } = readMessage(formats.byId('kz-awmds-r1'), message, now)
  const values = {
    messageId: `CN_MT1401_1p0_9402KHORGOS01_${String(now.getTime())}${String(serial++)}`,
    senderId: '9402KHORGOS01_DXPESW0000000001',
    receiverId: 'EPORT',
  }
  return writeMessage(formats.byId('cn-mt1401-v1'), documents, { now, values }).text
}

let serial = 0

/** What a gateway's acknowledgement door took, with the status it answered. */
export interface Door {
  readonly url: string
  readonly taken: Buffer[]
  close(): Promise<void>
}

/** A door over mutual TLS that takes what is pushed; `answer` chooses the status, e.g. 503 to be asked again. */
export async function openDoor(stage: Stage, answer: (nth: number) => number = () => 200): Promise<Door> {
  const taken: Buffer[] = []
  let asked = 0
  const server: Server = createServer(
    {
      cert: stage.pem('gateway.tls.crt'),
      key: stage.pem('gateway.tls.key'),
      ca: stage.pem('clients-ca.crt'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const status = request.url === '/v1/acknowledgements' ? answer((asked += 1)) : 404
        if (status < 300) taken.push(Buffer.concat(parts))
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
      })
    },
  )
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    url: `https://localhost:${portOf(server)}`,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Port of a server that listens on TCP. */
export function portOf(server: NetServer): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('not listening on TCP')
  return address.port
}
