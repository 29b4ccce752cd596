import { equalBytes, leafHash } from '../../src/evidence/merkle.ts'
import { verifyInclusion } from '../../src/evidence/proofs.ts'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import { inclusionProof, rootFromTiles } from '../../src/evidence/tiles.ts'
import type { Site } from '../harness/site.ts'
import type { Ledger } from './load.ts'
import { newestCheckpoint, publicTiles } from './public-log.ts'

/** What an outsider finds who has only the promises and the public log. Empty: all is kept. */
export async function auditLog(site: Site, ledger: Ledger): Promise<string[]> {
  const head = await newestCheckpoint(site)
  const read = publicTiles(site)
  const problems: string[] = []
  if (!equalBytes(await rootFromTiles(head.size, read), head.root))
    problems.push('the tiles do not hash to the newest checkpoint')
  for (const { exchange, receipt } of ledger.promises) {
    const { index, record } = parseReceipt(receipt)
    const proof = await inclusionProof(index, head.size, read)
    if (!verifyInclusion({ index, size: head.size, leaf: leafHash(record), root: head.root, proof }))
      problems.push(`the record promised to ${exchange} is not in the newest tree`)
  }
  // A root that the final tiles give for an earlier size is what a consistency proof from it would show.
  for (const [size, root] of ledger.checkpoints)
    if (Buffer.from(await rootFromTiles(size, read)).toString('base64') !== root)
      problems.push(`the checkpoint of size ${size} is on another chain`)
  return problems
}
