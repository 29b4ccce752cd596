import type { EntryPlace } from '../../exchange/participant.ts'
import type { FactsEntry } from '../entry.ts'
import { judgeReply } from '../inquiry/judge-reply.ts'
import { judgeEntering, type JudgedFacts } from './judge-fact.ts'
import type { Known } from '../known.ts'

/** What accepted messages say becomes facts, one after the other: the second may be about the document of the first. */
export function judgeMessage({ facts, replies }: FactsEntry, known: Known, place: EntryPlace): JudgedFacts {
  const tellers = [
    ...facts.map((each) => (at: EntryPlace) => judgeEntering(each, known, at)),
    ...replies.map((each) => (at: EntryPlace) => judgeReply(each, known, at)),
  ]
  const all: JudgedFacts = { payloads: [], records: [], rows: [], recalls: [], repeats: [] }
  return tellers.reduce((so, tell) => {
    const next = tell({ ...place, index: place.index + BigInt(so.records.length) })
    return {
      payloads: [...so.payloads, ...next.payloads],
      records: [...so.records, ...next.records],
      rows: [...so.rows, ...next.rows],
      recalls: [...so.recalls, ...next.recalls],
      repeats: [...so.repeats, ...next.repeats],
    }
  }, all)
}
