import { asObject, textAt } from '../../model/json-access.ts'
import type { JsonObject } from '../../model/json.ts'
import type { Reading } from '../facts/fact.ts'
import { present } from '../present.ts'
import { contentOf, countryOf, registeredNumber } from './declaration.ts'
import { dayOf, eventOf, isNumber } from './parts.ts'

/** What of a response is a judgement: that a system has stored something says nothing of the declaration. */
const JUDGEMENTS = ['business', 'decision']

/** Statuses that end a declaration though they are no refusal. */
const CANCELLED = 'cancelled'
/** Goods go where the declaration says. */
const RELEASED = ['released', 'guaranteed-release']

/**
 * What the customs that was sent a declaration has answered: that it is registered and under which number, what was released,
 * what was refused. What it waits for, and what it says of a correction that it refuses, changes nothing.
 *
 * @param response hub document `response`
 * @param document hub document `goods-declaration` that it answers: the contents are its, until the customs says them itself
 * @param issuer country of the customs, where the documents do not say it
 * @returns undefined when it changes nothing, or has no number by which others know the declaration
 */
export function readDeclarationAnswer(
  response: JsonObject,
  document: JsonObject,
  issuer: string | undefined,
): Reading | undefined {
  const declaration = asObject(response['declaration'])
  const office = asObject(declaration?.['office']) ?? asObject(document['declarationOffice'])
  const event = answeredEvent(response, eventOf(document))
  const country = textAt(office, 'countryCode') ?? countryOf(document) ?? issuer
  const number = numberIn(response, textAt(office, 'id')) ?? textAt(document, 'id')
  if (event === undefined || country === undefined || !isNumber(number)) return undefined
  const stated = contentOf(document)
  const content = {
    ...stated,
    ...present({
      issueDay: dayOf(textAt(declaration, 'acceptanceDateTime')) ?? stated.issueDay,
      releaseDay: event === 'released' ? releaseDayOf(response) : undefined,
    }),
  }
  const key = { kind: 'goods-declaration' as const, issuer: country, series: '', number }
  return { key, event, content, answered: true }
}

function answeredEvent(
  response: JsonObject,
  asked: Reading['event'] | undefined,
): Reading['event'] | undefined {
  const [level = '', outcome] = [textAt(response, 'level'), textAt(response, 'outcome')]
  if (!JUDGEMENTS.includes(level) || asked === undefined) return undefined
  const status = textAt(asObject(response['status']), 'statusCode') ?? ''
  // A refused correction leaves the declaration as it was.
  if (outcome === 'rejected') return asked === 'issued' ? 'refused' : undefined
  if (outcome !== 'accepted') return undefined
  if (status === CANCELLED) return 'cancelled'
  if (RELEASED.includes(status)) return 'released'
  return asked === 'issued' ? 'registered' : asked
}

function numberIn(response: JsonObject, office: string | undefined): string | undefined {
  const registration = asObject(response['registration'])
  return (
    textAt(asObject(response['declaration']), 'id') ??
    (registration && registeredNumber(registration, office))
  )
}

function releaseDayOf(response: JsonObject): string | undefined {
  const status = asObject(response['status'])
  return dayOf(
    textAt(status, 'releaseDateTime') ??
      textAt(status, 'effectiveDateTime') ??
      textAt(response, 'issueDateTime'),
  )
}
