import { randomInt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KhorgosError } from '../errors.ts'
import type { Format, Formats } from '../formats/catalogue.ts'
import type { TreeElement } from '../model/tree.ts'
import { openXml } from '../xml/parse.ts'
import { certificateFields, declarationFields, type Issuer, ISSUERS } from './origin-fields.ts'
import { digits, type Fields, filledIn } from './sample-fields.ts'

/** A trip of our own time, so that a sample can be sent again and again without being a repetition. */
export interface Trip {
  /** Voyage or batch number, at most 17 characters: the shortest field it travels through (ASYCUDA). */
  readonly number: string
  readonly at: Date
}

/** Messages of the shipped samples, by format, with ids and dates of a trip filled in; canonical and unsigned. */
export interface Samples {
  awmds(trip: Trip): string
  mt2401(trip: Trip): string
  mt4402(trip: Trip): string
  /** A Form E of that country with the number that the trip's second gives it. */
  formE(trip: Trip, issuer: Issuer): string
  /** China's load checklist of a truck that leaves over that crossing, which nobody has confirmed yet. */
  checklist(trip: Trip, crossing: Crossing, number: string): string
  /** China's import declaration of goods that this certificate covers, all that the sample's does. */
  declaration(trip: Trip, issuer: Issuer, certificate: string): string
}

export type Crossing = keyof typeof CHECKLISTS

/** China's checklists, with where each has its numbers. */
const CHECKLISTS = {
  'CNERC-MNZUU': {
    format: 'cn-mtde02-r1',
    file: 'mtde02-erenhot.xml',
    number: 'Declaration/ID',
    messageId: 'Head/MessageID',
    batch: 'Declaration/FunctionalReferenceID',
  },
  CNJEM: {
    format: 'kz-load-checklist-r1',
    file: 'load-checklist-jeminay.xml',
    number: 'ID',
    messageId: 'MessageID',
    batch: 'FunctionalReferenceID',
  },
} as const

const BEIJING = 'Asia/Shanghai'
const ALMATY = 'Asia/Almaty'

/**
 * Finds the samples in `<schemasFolder>/<standard>/samples/*.xml`; of several of a format the largest.
 * @throws KhorgosError CONFIG_INVALID when a format has none
 */
export function loadSamples(formats: Formats): Samples {
  const sample = (id: string, name?: string): TreeElement => sampleOf(formats.byId(id), name)
  const awmds = sample('kz-awmds-r1')
  const mt2401 = sample('cn-mt2401-v1')
  const mt4402 = sample('cn-mt4402-v1')
  const formsE = byIssuer(({ formE }) => sample('asean-form-e-r1', formE))
  const declarations = byIssuer(({ declaration }) => sample('cn-decmessage-import-v1', declaration))
  const listOf = (crossing: Crossing): TreeElement =>
    sample(CHECKLISTS[crossing].format, CHECKLISTS[crossing].file)
  const checklists = { 'CNERC-MNZUU': listOf('CNERC-MNZUU'), CNJEM: listOf('CNJEM') }
  return {
    awmds: (trip) => filledIn(awmds, awmdsFields(trip)),
    mt2401: (trip) => filledIn(mt2401, manifestFields('MT2401', trip)),
    mt4402: (trip) => filledIn(mt4402, manifestFields('MT4402', trip)),
    formE: (trip, issuer) => filledIn(formsE(issuer), certificateFields(trip, issuer)),
    checklist: (trip, crossing, number) =>
      filledIn(unconfirmed(checklists[crossing]), checklistFields(trip, crossing, number)),
    declaration: (trip, issuer, certificate) =>
      filledIn(declarations(issuer), declarationFields(trip, certificate)),
  }
}

function byIssuer(sample: (files: (typeof ISSUERS)[Issuer]) => TreeElement): (issuer: Issuer) => TreeElement {
  const samples = { LA: sample(ISSUERS.LA), KH: sample(ISSUERS.KH), MM: sample(ISSUERS.MM) }
  return (issuer) => samples[issuer]
}

/** @param named a file name; any of the format's when absent */
function sampleOf({ id, mapping }: Format, named?: string): TreeElement {
  const folder = join(dirname(mapping.file), 'samples')
  let largest: { size: number; root: TreeElement } | undefined
  for (const file of readdirSync(folder).filter((name) =>
    named === undefined ? name.endsWith('.xml') : name === named,
  )) {
    const bytes = readFileSync(join(folder, file))
    using message = openXml(bytes)
    if (mapping.matches(message.root) && bytes.length > (largest?.size ?? 0))
      largest = { size: bytes.length, root: message.root }
  }
  if (largest === undefined) throw new KhorgosError('CONFIG_INVALID', `${folder} holds no sample of ${id}.`)
  return largest.root
}

/** A new trip number: two letters or digits of the caller's, the time to the second, three random ones. */
export function newTrip(prefix: string, at: Date): Trip {
  const number = `${prefix}${digits(at, BEIJING).slice(2, 14)}${suffix()}`
  return { number, at }
}

function awmdsFields({ number, at }: Trip): Fields {
  const today = digits(at, ALMATY)
  const day = `${today.slice(0, 4)}-${today.slice(4, 6)}-${today.slice(6, 8)}`
  const bill = renumber(number)
  return (path, text) => {
    switch (path) {
      case 'General_segment/General_segment_id/Voyage_number':
        return number
      case 'General_segment/General_segment_id/Date_of_departure':
      case 'General_segment/General_segment_id/Date_of_arrival':
        return day
      case 'Bol_segment/Bol_id/Bol_reference':
        return bill(text)
      default:
        return undefined
    }
  }
}

function manifestFields(type: string, { number, at }: Trip): Fields {
  const now = digits(at, BEIJING)
  const bill = renumber(number)
  return (path, text) => {
    switch (path) {
      case 'Head/MessageID':
        // CN_<TYPE>_1p0_<sender>_<time>: the published rule for ids of the family.
        return text.replace(/\d{17}$/, now).replace(/MT\d{4}/, type)
      case 'Head/SendTime':
        return now
      case 'Declaration/ID':
        return number
      case 'Declaration/LoadingLocation/LoadingDateTime':
        return now.slice(0, 14)
      case 'Declaration/Consignment/TransportContractDocument/ID':
        return bill(text)
      case 'Declaration/Consignment/BorderTransportMeans/ArrivalDateTime':
        return now.slice(0, 14)
      default:
        return undefined
    }
  }
}

/** Without what officers said of it. */
function unconfirmed(element: TreeElement): TreeElement {
  const kept = element.children.filter(({ name }) => name !== 'Confirmation')
  return { ...element, children: kept.map(unconfirmed) }
}

function checklistFields(trip: Trip, crossing: Crossing, number: string): Fields {
  const { number: numberAt, messageId, batch } = CHECKLISTS[crossing]
  const now = digits(trip.at, BEIJING)
  const bill = renumber(trip.number)
  return (path, text) => {
    if (path === batch) return trip.number
    if (path.endsWith('/TransportContractDocument/ID')) return bill(text)
    if (path === 'IssueDateTime') return trip.at.toISOString()
    if (path === 'ExitDateTime') return `${now.slice(0, 4)}-${now.slice(4, 6)}-${now.slice(6, 8)}+08:00`
    if (path === 'Declaration/ExitDateTime') return now.slice(0, 8)
    if (path === messageId) return `${text.replace(/\d{17}$|\d{8}-\d+-\d+$/, '')}${now}`
    if (path === 'Head/SendTime') return now
    return path === numberAt ? number : undefined
  }
}

/** Bills of a trip: two letters of the sample's number, the trip's digits, a serial; 17 characters at most. */
function renumber(trip: string): (old: string) => string {
  const known = new Map<string, string>()
  return (old) => {
    const serial = String(known.size + 1).padStart(2, '0')
    const fresh = known.get(old) ?? `${old.slice(0, 2)}${trip.slice(-13)}${serial}`
    known.set(old, fresh)
    return fresh
  }
}

const suffix = (): string =>
  randomInt(36 ** 3)
    .toString(36)
    .toUpperCase()
    .padStart(3, '0')
