import { asObject, textAt } from '../model/json-access.ts'
import type { JsonObject, JsonValue } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { noticesBetween, noticesBeyondLog, type ProvableNotice } from '../store/ledger/notices.ts'
import { falseNames, type Report } from './fsck-report.ts'
import type { EvidenceRecord, NotifiedRecord } from './record.ts'
import { subjectOf } from './record.ts'

/** Every record "notified" of a page has its notice, every notice its record, and both say the same. */
export async function checkNotices(
  database: Database,
  records: readonly { readonly index: bigint; readonly record: EvidenceRecord }[],
  span: { readonly first: bigint; readonly end: bigint },
  report: Report,
): Promise<void> {
  const notices = new Map((await noticesBetween(database, span)).map((each) => [each.recordIndex, each]))
  for (const { index, record } of records) {
    const notice = notices.get(index)
    if (record.kind !== 'notified') {
      if (notice !== undefined) report(`notice ${notice.id}`, `leaf ${index} is not its record`)
    } else if (notice === undefined) report(`leaf ${index}`, 'its notice is missing')
    else
      for (const name of differences(notice, record))
        report(`notice ${notice.id}`, `its ${name} is not that of its record`)
  }
}

/** Notices without a record, which would be told all the same. */
export async function checkNoNoticesBeyond(database: Database, report: Report): Promise<void> {
  for (const id of await noticesBeyondLog(database)) report(`notice ${id}`, 'is beyond the log')
}

function differences(notice: ProvableNotice, record: NotifiedRecord): string[] {
  const same = {
    subject: notice.subject === ('verification' in record ? 'verification' : 'write-off'),
    'id of what it is about': notice.about === subjectOf(record),
    agency: notice.agency === record.to,
    kind: notice.kind === record.of,
    time: notice.madeAt.toISOString() === record.at,
  }
  return falseNames({ ...same, ...sameAsSaid(notice) })
}

/** Erased bytes cannot be compared; that they are not there is told of the leaf. */
function sameAsSaid({ payload, id, reason, factPosition, next }: ProvableNotice) {
  if (payload === null) return {}
  const said = saidIn(payload)
  return {
    id: id === textAt(said, 'notice'),
    reason: reason === textAt(said, 'reason'),
    fact: (factPosition?.toString() ?? undefined) === textAt(said, 'fact'),
    'next answer': (next ?? undefined) === textAt(said, 'next'),
  }
}

/** Undefined where the bytes were damaged so that they are no JSON any more. */
function saidIn(payload: Uint8Array): JsonObject | undefined {
  try {
    const parsed: JsonValue = JSON.parse(Buffer.from(payload).toString('utf8'))
    return asObject(parsed)
  } catch {
    return undefined
  }
}
