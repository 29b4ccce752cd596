import { describe, expect, test } from 'vitest'
import { receiptText, receiptVerdict } from '../../src/cli/verdict-text.ts'
import { signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { leafHash } from '../../src/evidence/merkle.ts'
import { formatReceipt } from '../../src/evidence/receipt.ts'
import { encodeRecord, type EvidenceDraft } from '../../src/evidence/record.ts'
import { answering, denying, entering, posting } from '../evidence/ledger-units.ts'
import { newSigner } from '../exchange/node.ts'

const signer = newSigner()
const at = '2026-11-21T08:00:00.000Z'

/** What `khorgos verify` says of the receipt of a log with this one record. */
function told(draft: EvidenceDraft | undefined): string[] {
  if (draft === undefined) throw new Error('no record')
  const record = encodeRecord({ ...draft, v: 1, at })
  const checkpoint = signCheckpoint(signer, 1n, leafHash(record))
  const text = formatReceipt({ index: 0n, proof: [], checkpoint, salt: new Uint8Array(32), record })
  return receiptText('receipt', receiptVerdict(text, { vkeys: [signer.vkey], gatewayKeyIds: [] })).split('\n')
}

describe('what is said of a receipt', () => {
  test('names the exchange, the verification, the write-off or the refused request that it is about', () => {
    const exchange = '0199f3a1-0000-7000-8000-000000000001'
    const [answer, denial] = [answering(), denying()]
    const taken = posting('reserved', [
      { balance: '0199f3a1-0000-8000-8000-00000000000b', total: '5', reserved: '2', used: '0' },
    ])
    const lines = [entering(exchange, 0n), answer, taken, denial].map(({ records: [record] }) => told(record))
    expect(lines.map(([, about]) => about)).toEqual([
      `exchange ${exchange}: entered at ${at}`,
      `verification ${answer.verification}: answered at ${at}`,
      `write-off ${taken.writeOff}: reserved at ${at}`,
      `request ${denial.request}: denied at ${at}`,
    ])
    for (const line of lines) expect(line.at(-2)).toBe('VALID')
  })
})
