import type { Noticed, NoticeLink } from '../ledger/service.ts'

/** Notices as the API tells them. */

/** A notice with its proof. */
export function noticeBody({ index, notice: statement, signed }: Noticed) {
  const { notice, kind, reason, about } = statement
  return {
    notice,
    index: index.toString(),
    kind,
    reason,
    statement,
    signed,
    links: { self: addressOf(notice), about: subjectAddress(about) },
  }
}

/** Beside an answer or a statement: what was told of it later. Nothing where there is nothing. */
export function noticesMember(notices: readonly NoticeLink[] | undefined) {
  return notices === undefined || notices.length === 0 ? {} : { notices: notices.map(linkBody) }
}

function linkBody({ id, kind, reason, madeAt }: NoticeLink) {
  return { notice: id, at: madeAt.toISOString(), kind, reason, links: { self: addressOf(id) } }
}

function addressOf(notice: string): string {
  return `/v1/notices/${notice}`
}

function subjectAddress({ verification, writeOff }: Noticed['notice']['about']): string {
  return verification === undefined ? `/v1/write-offs/${writeOff}` : `/v1/verifications/${verification}`
}
