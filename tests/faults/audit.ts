import { equalBytes, leafHash, type Hash } from '../../src/evidence/merkle.ts'
import { verifyCheckpoint } from '../../src/evidence/checkpoint.ts'
import { verifyInclusion } from '../../src/evidence/proofs.ts'
import { parseReceipt } from '../../src/evidence/receipt.ts'
import { inclusionProof, rootFromTiles, tilePath, type TileReader } from '../../src/evidence/tiles.ts'
import type { Site } from '../harness/site.ts'
import type { Ledger } from './load.ts'

/** What an outsider finds who has only the promises and the public log. Empty: all is kept. */
export async function auditLog(site: Site, ledger: Ledger): Promise<string[]> {
  const text = async (path: string): Promise<string> => (await get(site, path)).toString('utf8')
  const head = verifyCheckpoint(await text('checkpoint'), [site.vkey])
  const read = cachedTiles(site)
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

async function get(site: Site, path: string): Promise<Buffer> {
  const reply = await fetch(`${site.publicUrl}/v1/log/${path}`)
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`)
  return Buffer.from(await reply.arrayBuffer())
}

/** Tiles over HTTP; the widest form of each is fetched once. */
function cachedTiles(site: Site): TileReader {
  const cache = new Map<string, Promise<Hash>>()
  return (level, index, width) => {
    const path = tilePath(level, index, width)
    const known = cache.get(path) ?? get(site, path)
    cache.set(path, known)
    return known
  }
}
