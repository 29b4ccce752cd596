import { v7 as uuidv7 } from 'uuid'
import type { Config } from '../config.ts'
import { KhorgosError } from '../errors.ts'
import type { Format, Formats } from '../formats/catalogue.ts'
import { readMessage, writeMessage } from '../formats/xml-format.ts'
import { lossReport, type LossReport } from '../mapping/report.ts'
import { loadPartners } from '../partners/load.ts'
import { openXml } from '../xml/parse.ts'

export interface ConversionInput {
  readonly formats: Formats
  /** The leading message first, then its companion. */
  readonly messages: readonly Uint8Array[]
  /** Format of the leading message; absent: recognised by its root. */
  readonly source: Format | undefined
  readonly target: Format
  /** Values for `context:` rules. */
  readonly values: Readonly<Record<string, string>>
}

export interface Conversion {
  /** Format ids as found, in the order of the messages. */
  readonly from: readonly string[]
  /** Canonical XML, unsigned. */
  readonly text: string
  readonly report: LossReport
}

const SIGNATURE = { name: 'Signature', namespace: 'http://www.w3.org/2000/09/xmldsig#' }

/**
 * What an exchange does between verifying and signing, for messages in hand. Undeclared losses are in the
 * report and do not stop it, since seeing them is the purpose.
 * @throws KhorgosError with code and place for whatever the messages or the output do not fulfil.
 */
export function convertMessages({ formats, messages, source, target, values }: ConversionInput): Conversion {
  const at = new Date()
  const read = messages.map((bytes, index) => readOne(formats, bytes, index === 0 ? source : undefined, at))
  const documents = Object.assign({}, ...read.map((message) => message.documents).toReversed())
  const context = { now: at, values: { messageId: freshMessageId(), ...values } }
  const written = writeMessage(target, documents, context)
  return {
    from: read.map(({ format }) => format),
    text: written.text,
    report: lossReport(
      read.map((message) => message.report),
      written.report,
    ),
  }
}

function readOne(formats: Formats, bytes: Uint8Array, source: Format | undefined, at: Date) {
  using message = openXml(bytes)
  const signed = message.root.children.some(
    ({ name, namespace }) => name === SIGNATURE.name && namespace === SIGNATURE.namespace,
  )
  if (signed) message.detachChild(SIGNATURE.name, SIGNATURE.namespace)
  const format = source ?? formats.recognise(message.root)
  return { format: format.id, ...readMessage(format, message, at) }
}

const freshMessageId = (): string => uuidv7().replaceAll('-', '')

/**
 * What the agreements would supply to a message of this format: the receiver's values and the route's prefix.
 * Empty when the partner files cannot be loaded, e.g. before the sandbox has made the certificates they name;
 * the mapping then says which value it misses.
 */
export function agreedValues(config: Config, format: string): Readonly<Record<string, string>> {
  try {
    const partners = loadPartners({
      partners: config.partnersFolder,
      certificates: config.certificateFolder,
      schemas: config.schemasFolder,
    })
    for (const partner of partners)
      for (const route of partner.agreement.routes) {
        if (route.as !== format) continue
        const receiver = partners.find(({ id }) => id === route.to)
        return {
          ...partner.agreement.context,
          ...receiver?.agreement.context,
          messageId: route.messageIdPrefix + freshMessageId(),
        }
      }
    return {}
  } catch (error) {
    if (error instanceof KhorgosError) return {}
    throw error
  }
}
