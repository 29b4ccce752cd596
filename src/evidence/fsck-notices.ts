import { textAt } from '../model/json-access.ts'
import type { JsonObject } from '../model/json.ts'
import type { Database } from '../store/database.ts'
import { noticesBetween, noticesBeyondLog, type ProvableNotice } from '../store/ledger/notices.ts'
import { falseNames, type Report } from './fsck-report.ts'
import type { CheckStatement } from './fsck-statements.ts'
import type { PlacedRecord } from './fsck-walk.ts'
import type { NotifiedRecord } from './record.ts'
import { subjectOf } from './record.ts'

/** Every record "notified" of a page has its notice, every notice its record, and both say the same. */
export async function checkNotices(
  database: Database,
  records: readonly PlacedRecord[],
  span: { readonly first: bigint; readonly end: bigint },
  check: CheckStatement,
  report: Report,
): Promise<void> {
  const notices = new Map((await noticesBetween(database, span)).map((each) => [each.recordIndex, each]))
  for (const { index, record } of records) {
    const notice = notices.get(index)
    if (record.kind !== 'notified') {
      if (notice !== undefined) report(`notice ${notice.id}`, `leaf ${index} is not its record`)
    } else if (notice === undefined) report(`leaf ${index}`, 'its notice is missing')
    else {
      const { problems, said } = await check(notice, record, 'khorgos-notice')
      const different = differences(notice, record, said).map(
        (name) => `its ${name} is not that of its record`,
      )
      for (const problem of [...problems, ...different]) report(`notice ${notice.id}`, problem)
    }
  }
}

/** Notices without a record, which would be told all the same. */
export async function checkNoNoticesBeyond(database: Database, report: Report): Promise<void> {
  for (const id of await noticesBeyondLog(database)) report(`notice ${id}`, 'is beyond the log')
}

function differences(notice: ProvableNotice, record: NotifiedRecord, said: JsonObject | undefined): string[] {
  const same = {
    subject: notice.subject === ('verification' in record ? 'verification' : 'write-off'),
    'id of what it is about': notice.about === subjectOf(record),
    agency: notice.agency === record.to,
    kind: notice.kind === record.of,
    time: notice.madeAt.toISOString() === record.at,
  }
  return falseNames({ ...same, ...(said && sameAsSaid(notice, said)) })
}

function sameAsSaid({ id, reason, factPosition, next }: ProvableNotice, said: JsonObject) {
  return {
    id: id === textAt(said, 'notice'),
    reason: reason === textAt(said, 'reason'),
    fact: factPosition?.toString() === textAt(said, 'fact'),
    'next answer': (next ?? undefined) === textAt(said, 'next'),
  }
}
