import { CODES, type ErrorCode, KhorgosError } from '../../errors.ts'
import type { Partner } from '../../partners/partner.ts'
import type { CheckCode } from '../cases/desk.ts'
import type { Arrangement } from '../checklist/arrangement.ts'
import { verifyPresentation } from '../checklist/presentation/verify.ts'

export interface PresentedParts {
  /** Ours, ISO 3166 alpha-2. */
  readonly country: string
  readonly arrangements: readonly Arrangement[]
  readonly partners: readonly Partner[]
}

/**
 * Checks the code of a load checklist that a driver shows: signed by the customs across the crossing of this very list, valid now, and of
 * this number. Nothing is taken out of it before that.
 */
export function presentedChecker({ country, arrangements, partners }: PresentedParts): CheckCode {
  return (text, { key, office }, at) => {
    const across = acrossFrom(office, key, country, arrangements)
    if (across === undefined) return foreign(`no list ${key} crosses the border at the office ${office}`)
    const keys = partners
      .filter((partner) => partner.country === across.country)
      .filter(({ agreement }) =>
        agreement.jointControl.some(({ crossings }) => crossings.includes(across.crossing)),
      )
      .flatMap((partner) => partner.keys)
    const { presentation, checks, keyId } = verifyPresentation(text, keys, at)
    const wrong = checks.find(({ result }) => result !== 'pass')
    if (wrong !== undefined || presentation === undefined || keyId === undefined)
      return new KhorgosError(codeOf(wrong?.code), wrong?.detail ?? 'It presents nothing.', { place: PLACE })
    const { number, exitOffice: exit } = presentation
    if (number !== key) return foreign(`it is of the list ${number}`)
    return exit.country === across.country && across.codes.includes(exit.office)
      ? { signer: keyId }
      : foreign(`the load leaves by ${exit.country} ${exit.office}`)
  }
}

/** The office across the crossing of ours, for a list whose number begins with the letter of that side. */
interface Across {
  readonly country: string
  readonly crossing: string
  /** Its code, and the digits that stand for it in numbers: a list that names no office is told by those. */
  readonly codes: readonly string[]
}

function acrossFrom(
  office: string,
  number: string,
  country: string,
  arrangements: readonly Arrangement[],
): Across | undefined {
  const sides = arrangements.flatMap(({ sides: all }) => {
    const crossing = all
      .find((side) => side.country === country)
      ?.offices.find((each) => each.office === office)?.crossing
    const others = all.filter((side) => side.country !== country && number.startsWith(side.letter))
    return crossing === undefined ? [] : others.map((side) => ({ ...side, crossing }))
  })
  const [side] = sides
  const theirs = side?.offices.find(({ crossing }) => crossing === side.crossing)
  return (
    side &&
    theirs && {
      country: side.country,
      crossing: side.crossing,
      codes: [theirs.office, theirs.district],
    }
  )
}

/** What is wrong with the form of a code, whatever that is, is one thing. */
function codeOf(code: ErrorCode | undefined): ErrorCode {
  return code !== undefined && OF_CODES.has(code) ? code : 'PRESENTATION_INVALID'
}
const OF_CODES: ReadonlySet<ErrorCode> = new Set([
  'SIGNER_UNKNOWN',
  'SIGNER_COMPROMISED',
  'SIGNATURE_INVALID',
  'PRESENTATION_EXPIRED',
])

const PLACE = { path: '/data/code' } as const

function foreign(why: string): KhorgosError {
  return new KhorgosError('PRESENTATION_FOREIGN', `${CODES.PRESENTATION_FOREIGN.title}: ${why}.`, {
    place: PLACE,
  })
}
