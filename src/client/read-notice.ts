import type { Notice } from '../model/generated/verification/notice.ts'
import { addresseeOf } from './addressee.ts'
import { requireUsableTrust } from './check-options.ts'
import { believed, type ClientTrust, type Signed } from './signed.ts'

/** What the receiver of notices knows beforehand. */
export interface NoticeReader {
  readonly trust: ClientTrust
  /** Its own partner id, as `by` of its answers and `to` of its notices have it. */
  readonly agency: string
}

/**
 * Reads a notice that was sent to the agency's address: the body of the request. Who sent it does not matter, since it is believed for its
 * signature and its place in the log. The same notice may come twice, with the same `statement.notice`.
 *
 * @throws KhorgosError CONFIG_INVALID for trust in nobody; GatewayError EVIDENCE_INVALID for what does not verify, is no notice, or is to somebody else
 */
export function readNotice(body: Uint8Array, { trust, agency }: NoticeReader): Signed<Notice> {
  requireUsableTrust(trust)
  const isOurs = addresseeOf(agency)
  return believed(
    body,
    trust,
    ({ notice }) => notice,
    ({ to }) => isOurs(to),
  )
}
