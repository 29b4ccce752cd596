/**
 * Why a check passed only in part, failed or could not be decided. Codes stand in signed answers, so that they are never
 * renamed; the sentences are for people.
 */
export const REASONS = {
  NOT_SHOWN: 'The ledger knows no such document, or the question did not show that its asker holds it',
  NOT_ISSUED: 'The issuing authority says that it never issued this document',
  NO_REPLY: 'The issuing authority was asked and has not replied in time',
  NOT_ASKED: 'The issuing authority could not be asked',
  NOT_CONFIRMED:
    'The issuing authority was asked about the document and not about this, or did not confirm it',
  KEY_COMPROMISED: 'The key that signed the message may have been in wrong hands by then',
  CONTRADICTED:
    'The issuer has sent two different contents under this number, or has put two documents in the place of one',
  NOT_VOUCHED_FOR: 'No agreement with its source covers documents of this issuer and form any more',
  AUTHORITY_NOT_LISTED: 'The agreement does not name the authority that issued the document',
  AUTHORITY_NOT_NAMED: 'The document does not say which authority issued it, and the agreement asks for that',
  NOT_YET_ISSUED: 'The document was issued after that day, and not retroactively within the agreed time',
  SUSPENDED: 'The authority has suspended the document for that day',
  EXPIRED: 'The document was not valid any more on that day',
  EXPIRY_NOT_STATED: 'Neither the document nor the agreement says from when until when it is valid',
  NO_LAST_DAY: 'Documents of this kind do not expire',
  COMMON_DIGITS: 'Two tariff numbers of different length: only the digits that both have were compared',
  FIELD_DIFFERS: 'The document does not say this',
  FIELD_NOT_ON_DOCUMENT: 'The document does not have this field or line',
  UNIT_NOT_COMPARABLE: 'The document states it in a unit or currency that does not convert into this one',
  BALANCE_TOO_SMALL: 'Less is left of the line than is asked for',
  PREDECESSOR_USED:
    'Nobody can tell what is left: of the document that this one replaces something was used that stands on none of its lines, or another one has replaced it before',
  NOT_COUNTED: 'The ledger does not count what is used of this line',
  CANCELLED: 'The issuer has cancelled the document',
  NOT_ORIGINATING: 'The issuing authority says that the goods do not originate as the document states',
  REPLACED: 'The issuer has replaced the document by another one',
  REFUSED: 'The customs has refused the document, or the goods that it is about',
  REVOKED: 'The issuing authority has revoked the document',
  DISPUTED: 'The issuer has contradicted itself about the document and not cleared it up',
  BASE_REVOKED: 'The first certificate that this one is built on is not in force any more',
} as const satisfies Record<string, string>

export type Reason = keyof typeof REASONS

/** What was found out about one question, and why. */
export interface Finding {
  readonly result: 'pass' | 'fail' | 'not-established'
  readonly reason?: Reason
  readonly detail?: string
}
