import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'
import { checkIdentifier } from '../../../model/identifiers/check.ts'
import type { Arrangement } from '../arrangement.ts'
import { type Account, accountOf, type SideWord, statedTo } from './account.ts'
import { type Discrepancy, type Sides, values } from './discrepancy.ts'
import { loadOf } from './documents.ts'
import { editionOf } from './edition.ts'
import { compareIdentities } from './identities.ts'
import { compareLines } from './lines.ts'
import type { Load } from './load.ts'
import { compareQuantities } from './quantities.ts'
import { compareSeals } from './seals.ts'
import { compareVehicles, type Transhipment } from './vehicles.ts'
import { statedGoods, weighedGoods } from './weighbridge.ts'

export interface Comparands {
  /** The current edition of each checklist of the load; several of one number are its parts on several trucks. */
  readonly stated: readonly LoadChecklist[]
  /** Editions that amendments en route have replaced (UN 1225: 5). */
  readonly earlier?: readonly LoadChecklist[]
  /** Absent while the side has not spoken. */
  readonly exit?: SideWord
  readonly entry?: SideWord
  readonly transhipments?: readonly Transhipment[]
}

/**
 * `conforming`: both sides looked, and nothing differs. `within-tolerance`: what differs, the arrangement bears. `differing`:
 * something differs that it does not bear. `not-established`: nothing of that kind so far, and a side has not looked.
 */
export type ChecklistVerdict = 'conforming' | 'within-tolerance' | 'differing' | 'not-established'

export interface ChecklistComparison {
  readonly verdict: ChecklistVerdict
  /** Those that are not borne first. */
  readonly discrepancies: readonly Discrepancy[]
  readonly arrangement: string
  /** Editions compared; hex SHA-256, see `editionOf`. */
  readonly editions: {
    readonly stated: readonly string[]
    readonly exit: readonly string[]
    readonly entry: readonly string[]
  }
  /** Why the verdict is what it is, for people. */
  readonly explanation: readonly string[]
}

/**
 * Compares line by line what was stated, what the exit side confirmed and what the entry side found. Pure: the same
 * documents always come to the same verdict.
 */
export function compareChecklist(comparands: Comparands, arrangement: Arrangement): ChecklistComparison {
  const { stated: documents, earlier = [], transhipments = [] } = comparands
  const stated = loadOf(documents)
  const account = (side: SideWord | undefined) => side && accountOf(side, documents, earlier)
  const said = { exit: account(comparands.exit), entry: account(comparands.entry) }
  const sides: Sides<Account> = { exit: spoken(said.exit), entry: spoken(said.entry) }
  const weighed = {
    stated: statedGoods(stated, documents),
    exit: sides.exit && weighedGoods(sides.exit),
    entry: sides.entry && weighedGoods(sides.entry),
  }
  const discrepancies = [
    ...outdatedPapers(documents, sides.entry),
    ...compareVehicles(stated, sides, transhipments),
    ...compareContainers(documents, sides),
    ...compareSeals(documents, sides),
    ...compareLines(stated, sides),
    ...compareQuantities(arrangement, stated, sides, weighed),
    ...ownFindings(sides),
  ].toSorted((a, b) => Number(a.within) - Number(b.within))
  const unheard = (['exit', 'entry'] as const).filter((side) => !hasChecked(sides[side], documents))
  const verdict = verdictOf(discrepancies, unheard.length > 0)
  return {
    verdict,
    discrepancies,
    arrangement: arrangement.id,
    editions: {
      stated: documents.map(editionOf),
      exit: editionsOf(said.exit),
      entry: editionsOf(said.entry),
    },
    explanation: [
      ...discrepancies.map(({ why, within }) => `${within ? 'borne' : 'not borne'}: ${why}`),
      ...unheard.map((side) => `the ${side} side has not looked at it`),
      ...(said.exit?.remarks ?? []),
      ...(said.entry?.remarks ?? []),
      ...containerRemarks(stated),
    ],
  }
}

/** A side counts that said something, or that tells of another load than the list. */
function spoken(account: Account | undefined): Account | undefined {
  const isSpoken = account?.documents.some(({ standing, words }) => standing === 'own' || words.spoke)
  return isSpoken === true ? account : undefined
}

/** It has looked at every list of the load. */
function hasChecked(account: Account | undefined, stated: readonly LoadChecklist[]): boolean {
  const documents = account?.documents ?? []
  return (
    documents.every(({ words }) => words.checked) &&
    stated.every(({ id }) => documents.some(({ document }) => document.id === id))
  )
}

function verdictOf(discrepancies: readonly Discrepancy[], isUnheard: boolean): ChecklistVerdict {
  if (discrepancies.some(({ within }) => !within)) return 'differing'
  if (isUnheard) return 'not-established'
  return discrepancies.length > 0 ? 'within-tolerance' : 'conforming'
}

const editionsOf = (account: Account | undefined): string[] => [
  ...new Set(account?.documents.map(({ edition }) => edition)),
]

/** The entry side decides, so it has to decide about the list as it is now. */
function outdatedPapers(stated: readonly LoadChecklist[], entry: Account | undefined): Discrepancy[] {
  const outdated = entry?.documents.filter(({ standing }) => standing === 'outdated') ?? []
  return outdated.map(({ document: { id }, edition }) => {
    const current = stated.find((document) => document.id === id)
    return {
      kind: 'documents-missing',
      place: { checklist: id, pointer: '' },
      ...values(current && editionOf(current), undefined, edition),
      within: false,
      why: `the entry side compared an edition of ${id} that has been amended since`,
    }
  })
}

function compareContainers(stated: readonly LoadChecklist[], sides: Sides<Account>): Discrepancy[] {
  const sighting = (account: Account | undefined) =>
    account && { expected: statedTo(stated, account).containers, seen: account.load.containers }
  const elsewhere = { checklist: stated[0]?.id ?? '', pointer: '/transportEquipment' }
  const sightings = { exit: sighting(sides.exit), entry: sighting(sides.entry) }
  return compareIdentities('container-number', sightings, elsewhere)
}

/** What officers stated in words counts as they stated it. */
function ownFindings({ exit, entry }: Sides<Account>): Discrepancy[] {
  return [...findingsOf(exit, 'confirmed'), ...findingsOf(entry, 'found')]
}

function findingsOf(account: Account | undefined, member: 'confirmed' | 'found'): Discrepancy[] {
  return (account?.documents ?? []).flatMap(({ document, words }) => [
    ...words.findings.map(({ place, finding }) => ({
      kind: finding.kindCode,
      place,
      ...(finding.declared !== undefined && { stated: finding.declared }),
      ...(finding.found !== undefined && { [member]: finding.found }),
      within: false,
      why: finding.description ?? `an officer of ${account?.country} stated it`,
    })),
    ...(words.isUnexplained
      ? [
          {
            kind: 'other',
            place: { checklist: document.id, pointer: '' },
            within: false,
            why: `${account?.country} says that something differs, and not what`,
          },
        ]
      : []),
  ])
}

/** Nobody is stopped for a number that both sides read on the container. */
function containerRemarks({ containers }: Load): string[] {
  return containers.flatMap(({ value }) =>
    checkIdentifier('ISO-6346', value.replaceAll(/[\s-]/g, ''))?.kind === 'check'
      ? [`the stated container ${value} has a wrong check digit`]
      : [],
  )
}
