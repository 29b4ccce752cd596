import type { LoadChecklist } from '../../model/generated/load-checklist.ts'
import type { Confirmation, Seal } from '../../model/generated/parts.ts'
import { skeleton } from '../../model/homoglyphs.ts'
import { AMEND } from './papers.ts'

/**
 * What happens to a load between the two sides: its list is amended, it goes over to another vehicle, seals are replaced. Each makes a
 * new edition of the list (UN 1225: 5), which the other side compares anew.
 */

/** Another list in the place of one: what the office gave it stays. */
export function amended(before: LoadChecklist, stated: Omit<LoadChecklist, 'id'>): LoadChecklist {
  const { id, borderCrossingId, office, issueDateTime, exitCountryCode, entryCountryCode } = before
  return {
    ...stated,
    id,
    functionCode: AMEND,
    ...(borderCrossingId !== undefined && { borderCrossingId }),
    ...(office && { office }),
    ...(issueDateTime !== undefined && { issueDateTime }),
    ...(exitCountryCode !== undefined && { exitCountryCode }),
    ...(entryCountryCode !== undefined && { entryCountryCode }),
  }
}

/** The same load on another vehicle; containers that are not stated went along as they were. */
export function transhipped(
  checklist: LoadChecklist,
  borderTransportMeans: LoadChecklist['borderTransportMeans'],
  transportEquipment: LoadChecklist['transportEquipment'],
): LoadChecklist {
  return {
    ...checklist,
    functionCode: AMEND,
    borderTransportMeans,
    ...(transportEquipment && { transportEquipment }),
  }
}

/** A seal that was put on in the place of another. */
export interface ReplacedSeal {
  readonly from: string
  readonly to: Seal
}

/** The seals of vehicle and containers, as they are after some were replaced. */
export function resealed(checklist: LoadChecklist, replaced: readonly ReplacedSeal[]): LoadChecklist {
  const { borderTransportMeans, transportEquipment } = checklist
  return {
    ...checklist,
    functionCode: AMEND,
    borderTransportMeans: withReplaced(borderTransportMeans, replaced),
    ...(transportEquipment && {
      transportEquipment: transportEquipment.map((each) => withReplaced(each, replaced)),
    }),
  }
}

/** With the seals of whatever has some, as they are after some were replaced: a vehicle, a container, the word of a side. */
export function withReplaced<T extends { readonly seals?: Seal[] }>(
  holder: T,
  replaced: readonly ReplacedSeal[],
): T {
  if (holder.seals === undefined) return holder
  const seals = holder.seals.map((seal) => replaced.find(({ from }) => isSeal(seal, from))?.to ?? seal)
  return { ...holder, seals }
}

/** Whether the load carries a seal, by its list or by what the side has said of it. */
export function carriesSeal(
  { borderTransportMeans, transportEquipment = [] }: LoadChecklist,
  confirmation: Confirmation | undefined,
  id: string,
): boolean {
  return [borderTransportMeans, ...transportEquipment, ...(confirmation ? [confirmation] : [])].some(
    ({ seals = [] }) => seals.some((seal) => isSeal(seal, id)),
  )
}

const isSeal = (seal: Seal, id: string): boolean => skeleton(seal.id) === skeleton(id)

/** A remark that has no place of its own in the papers of either side. */
export function remarked(checklist: LoadChecklist, remark: string): LoadChecklist {
  const before = checklist.additionalInformation?.content
  const content = before === undefined ? remark : `${remark}; ${before}`
  return { ...checklist, additionalInformation: { content: content.slice(0, LONGEST_REMARK) } }
}
const LONGEST_REMARK = 4000
