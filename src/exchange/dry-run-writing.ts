import { KhorgosError } from '../errors.ts'
import type { Format } from '../formats/catalogue.ts'
import { writeMessage, type ReadMessage, type WrittenMessage } from '../formats/message.ts'
import { lossReport, undeclaredLosses, type LossEntry, type LossReport } from '../mapping/report.ts'
import type { Encoding } from '../model/encoding.ts'
import type { JsonObject } from '../model/json.ts'
import { newId } from '../model/new-id.ts'
import type { AcceptedLoss, Partner, Route } from '../partners/partner.ts'
import { encodeXml } from '../xml/encode.ts'
import { acceptLosses } from './accepted-losses.ts'
import { agreedValues } from './agreed-values.ts'
import { asContentError } from './content-error.ts'
import { summarise, type LossSummary } from './loss-summary.ts'

/** What there is to write, for whom and from what. */
export interface Writing {
  readonly partner: Partner | undefined
  readonly target: Format
  readonly from: string | undefined
  readonly read: readonly ReadMessage[]
  readonly documents: Readonly<Record<string, JsonObject>>
  readonly at: Date
  /** Over those of the agreements. */
  readonly values: Readonly<Record<string, string>>
}

/** The message written, or all that is wrong with it. */
export interface Tried {
  readonly errors: readonly KhorgosError[]
  readonly output?: { readonly output: string; readonly losses: LossSummary; readonly lossReport: LossReport }
}

/** Writes a message as the agreements say it would be written, and goes on after a loss without leave. */
export function tryWriting(partners: ReadonlyMap<string, Partner>, writing: Writing): Tried {
  const { partner, target, from, read, documents, at, values } = writing
  const agreed = agreedRoute(partners, partner, from, target.id)
  try {
    const written = writeMessage(target, documents, {
      now: at,
      values: { ...agreed.values, ...values },
    })
    const whole = lossReport(
      read.map((message) => message.report),
      written.report,
    )
    const report = acceptLosses(whole, agreed.acceptedLosses)
    return {
      errors: [...undeclaredLosses(report).map(lossError), ...notEncodable(target, written, agreed.encoding)],
      output: { output: written.text, losses: summarise(report), lossReport: report },
    }
  } catch (thrown) {
    // No agreement makes this format, so nobody supplies its envelope: no fault of ours, as it would be in an exchange.
    if (thrown instanceof KhorgosError && thrown.code === 'CONFIG_INVALID') return { errors: thrown.each }
    return { errors: outputErrors(asContentError(thrown)) }
  }
}

/** Characters that the encoding agreed with the receiver does not have. */
function notEncodable(
  target: Format,
  { text, root }: WrittenMessage,
  encoding: Encoding,
): readonly KhorgosError[] {
  if (target.syntax.name !== 'xml') return []
  try {
    encodeXml(Buffer.from(text), root, encoding)
    return []
  } catch (thrown) {
    return asContentError(thrown).each
  }
}

interface Agreed {
  readonly values: Readonly<Record<string, string>>
  readonly acceptedLosses: readonly AcceptedLoss[]
  /** Of the receiver. */
  readonly encoding: Encoding
}

/** What the agreements say of such a conversion: the caller's own route first, then any that makes this format. */
function agreedRoute(
  partners: ReadonlyMap<string, Partner>,
  partner: Partner | undefined,
  from: string | undefined,
  to: string,
): Agreed {
  const uuid = newId()
  const routes = [...(partner === undefined ? [] : [partner]), ...partners.values()].flatMap((sender) =>
    sender.agreement.routes.filter((route) => route.as === to).map((route) => ({ sender, route })),
  )
  const begins = ({ on, with: companion }: Route): boolean => on === from || companion === from
  const found = routes.find(({ route }) => begins(route)) ?? routes[0]
  if (found === undefined)
    return { values: { uuid, messageId: uuid.replaceAll('-', '') }, acceptedLosses: [], encoding: 'UTF-8' }
  const { sender, route } = found
  const receiver = partners.get(route.to)
  return {
    values: agreedValues(sender, route, receiver, uuid),
    encoding: receiver?.agreement.outgoingEncoding ?? 'UTF-8',
    acceptedLosses: begins(route) ? sender.agreement.acceptedLosses : [],
  }
}

function lossError({ source, document, target, count, reason }: LossEntry): KhorgosError {
  const path = source ?? document ?? target ?? '/'
  const times = count === 1 ? 'once' : `${count} times`
  return new KhorgosError(
    'LOSS_NOT_ACCEPTED',
    `${path} would be lost (${times}): ${reason ?? 'no reason'}.`,
    {
      place: { path },
    },
  )
}

/** The output's schema errors are the cause of the one error that an exchange tells. */
function outputErrors(error: KhorgosError): readonly KhorgosError[] {
  const { code, cause } = error
  if (code !== 'OUTPUT_INVALID' || !(cause instanceof KhorgosError) || cause.problems.length === 0)
    return error.each
  // A line of text that we made is of no use to anybody.
  return cause.problems.map(
    ({ message, place }) => new KhorgosError(code, message, { place: place && { path: place.path } }),
  )
}
