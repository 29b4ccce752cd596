import { createHash } from 'node:crypto'
import { skeleton } from '../model/homoglyphs.ts'
import { asObject, textAt } from '../model/json-access.ts'
import type { JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { factsBetween, factsBeyondLog, type ProvableFact } from '../store/ledger/facts.ts'
import { falseNames, type Report } from './fsck-report.ts'
import { checkProvenance, saidIn } from './fsck-provenance.ts'
import { recordIn } from './record-reader.ts'
import type { EnteredRecord, EvidenceRecord } from './record.ts'

/**
 * Answers are made from the rows of the ledger, so a row must say what its record says. What is not in the record is in
 * the content, to which the record commits, or in the record it rests on.
 */

/** Every record "entered" of a page has its fact, every fact its record, and both say the same. */
export async function checkFacts(
  database: Database,
  records: readonly { readonly index: bigint; readonly record: EvidenceRecord }[],
  span: { readonly first: bigint; readonly end: bigint },
  report: Report,
): Promise<void> {
  const rows = await factsBetween(database, span)
  const facts = new Map(rows.map((fact) => [fact.position, fact]))
  for (const { index, record } of records) {
    const fact = facts.get(index)
    if (record.kind !== 'entered') {
      if (fact !== undefined) report(`fact ${index}`, 'was entered by no record')
    } else if (fact === undefined) report(`fact ${index}`, 'is missing; its record is there')
    else
      for (const name of differences(fact, record))
        report(`fact ${index}`, `its ${name} is not that of its record`)
  }
  await checkProvenance(database, rows, report)
}

/** Facts without a record, which would be taken for the newest ones. */
export async function checkNoFactsBeyond(database: Database, report: Report): Promise<void> {
  for (const position of await factsBeyondLog(database)) report(`fact ${position}`, 'is beyond the log')
}

function differences(fact: ProvableFact, record: EnteredRecord): string[] {
  const basis = fact.basisRecord === null ? undefined : recordIn(fact.basisRecord)
  const content = contentOf(fact)
  const key = asObject(content?.['key'])
  const said = basis === undefined ? undefined : saidIn(basis)
  const same = {
    kind: fact.kind === record.of,
    issuer: fact.issuer === textAt(key, 'issuer'),
    document: fact.document === fact.first,
    series: fact.series === textAt(key, 'series'),
    number: fact.number === skeleton(textAt(key, 'number') ?? ''),
    event: fact.event === record.event,
    status: fact.status === textAt(content, 'status'),
    base: fact.base === baseOf(textAt(content, 'base')),
    exchange: fact.exchangeId === record.exchange,
    basis: fact.basis.toString() === record.basis && said?.exchange === record.exchange,
    time: fact.knownAt.toISOString() === record.at,
    // Erased bytes cannot be compared; that they are not there is told of the leaf.
    content: fact.sha256 === null || createHash('sha256').update(fact.content).digest().equals(fact.sha256),
    source: fact.source === said?.by,
    'signing key': fact.keyId === null || fact.keyId.toString('hex') === said?.keyId,
  }
  return falseNames(same)
}

function baseOf(number: string | undefined): string | null {
  return number === undefined ? null : skeleton(number)
}

function contentOf({ content }: ProvableFact) {
  const parsed: JsonValue = JSON.parse(content)
  return asObject(parsed)
}
