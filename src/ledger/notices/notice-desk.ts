import { CODES, KhorgosError } from '../../errors.ts'
import type { Notice } from '../../model/generated/verification/notice.ts'
import { findNotice, listNotices, type NoticeRow } from '../../store/ledger/notices.ts'
import type { DeskParts } from '../desk-parts.ts'
import { statementAgain } from '../desk-work.ts'
import type { Noticed, NoticeService } from '../service.ts'
import { statementFiles } from '../statement-files.ts'

/** Where agencies read their notices: the same signed files for ever. */
export function createNoticeDesk({
  ledger,
  database,
  log,
}: Pick<DeskParts, 'ledger' | 'database' | 'log'>): NoticeService {
  const files = statementFiles(ledger.signingKey, 'khorgos-notice', database)

  const noticed = async (row: NoticeRow): Promise<Noticed> => {
    const { payload, signed } = await statementAgain(files, log, row)
    const notice: Notice = JSON.parse(Buffer.from(payload).toString('utf8'))
    return { index: row.recordIndex, notice, signed }
  }

  return {
    async notices(asker, page) {
      return Promise.all((await listNotices(database, asker.id, page)).map(noticed))
    },
    async notice(id, asker) {
      const row = await findNotice(database, id, asker.id)
      if (row === undefined) throw new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
      return noticed(row)
    },
  }
}
