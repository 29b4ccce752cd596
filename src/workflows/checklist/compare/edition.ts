import { createHash } from 'node:crypto'
import { canonicalJsonBytes } from '../../../evidence/canonical-json.ts'
import type { LoadChecklist } from '../../../model/generated/load-checklist.ts'

/**
 * Names one edition of a checklist: hex SHA-256 of the document as RFC 8785 writes it, without its function, which says what
 * the message does to the list, and without the confirmations, which come to it on the way.
 */
export function editionOf({
  functionCode: _function,
  confirmations: _confirmations,
  ...stated
}: LoadChecklist): string {
  return createHash('sha256').update(canonicalJsonBytes(stated)).digest('hex')
}
