import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { Agent, request } from 'undici'
import { signEnveloped } from '../../src/trust/xmldsig-sign.ts'
import type { Site } from '../harness/site.ts'

/**
 * The national side as light as it can be and still speak the protocol: mutual TLS, a signed technical receipt in
 * the reply, a signed business receipt pushed afterwards. What it would do with the message is not our time.
 */
export interface Receiver {
  /** Business receipts that the gateway has taken. */
  readonly acknowledged: () => number
  close(): Promise<void>
}

export async function startReceiver(site: Site): Promise<Receiver> {
  const key = site.signingKey('cn-eport')
  const tls = {
    cert: site.pem('cn-eport.tls.crt'),
    key: site.pem('cn-eport.tls.key'),
    ca: site.pem('sandbox-ca.crt'),
  }
  const dispatcher = new Agent({ connect: tls, connections: 32 })
  const seen = new Set<string>()
  let acknowledged = 0

  const sign = (fields: Fields, response: string): Buffer =>
    Buffer.from(signEnveloped(receipt(fields, response), key).bytes)
  const push = async (fields: Fields): Promise<void> => {
    const body = sign(fields, business(fields))
    const target = new URL('/v1/acknowledgements', site.partnerUrl)
    const reply = await request(target, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body,
      dispatcher,
    })
    const text = await reply.body.text()
    if (reply.statusCode >= 300) throw new Error(`acknowledgement refused: ${reply.statusCode} ${text}`)
    acknowledged += 1
  }

  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (incoming, reply) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const fields = fieldsOf(Buffer.concat(chunks).toString('utf8'))
      reply.writeHead(200, { 'content-type': 'application/xml; charset=utf-8' }).end(sign(fields, TECHNICAL))
      if (seen.has(fields.messageId)) return
      seen.add(fields.messageId)
      void push(fields)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('no port')
  redirect(site, `https://localhost:${address.port}/manifest`)
  return {
    acknowledged: () => acknowledged,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await dispatcher.close()
    },
  }
}

interface Fields {
  readonly messageId: string
  readonly declaration: string
  readonly bill: string
}

/** Found as text: reading the message properly would take as long as the gateway takes. */
function fieldsOf(message: string): Fields {
  const find = (pattern: RegExp): string => pattern.exec(message)?.[1] ?? ''
  return {
    messageId: find(/<MessageID>([^<]+)</),
    declaration: find(/<\/DeclarationOfficeID><ID>([^<]+)</),
    bill: find(/<TransportContractDocument>(?:<ConditionCode>[^<]*<\/ConditionCode>)?<ID>([^<]+)</),
  }
}

function receipt(fields: Fields, response: string): string {
  const head = [
    `<MessageID>${fields.messageId}</MessageID>`,
    '<FunctionCode>9</FunctionCode><MessageType>MT1401</MessageType><SenderID>EPORT</SenderID>',
    '<ReceiverID>9402KHORGOS01_DXPESW0000000001</ReceiverID><SendTime>20261121103012345</SendTime><Version>1.0</Version>',
  ]
  return `<Manifest><Head>${head.join('')}</Head><Response><ID>${fields.declaration}</ID>${response}</Response></Manifest>`
}

const statement = (code: string, text: string): string =>
  `<AdditionalInformation><StatementCode>${code}</StatementCode><StatementDescription>${text}</StatementDescription></AdditionalInformation>`

const TECHNICAL = statement('0', '调用成功')

const business = ({ bill }: Fields): string =>
  `<Consignment>${statement('01', '19000 接受申报')}<TransportContractDocument><ID>${bill}</ID></TransportContractDocument></Consignment>`

/** The partner file then names this receiver instead of the sandbox's. */
function redirect(site: Site, url: string): void {
  const folder = site.config.partnersFolder
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(site.cn.url, url))
  }
}
