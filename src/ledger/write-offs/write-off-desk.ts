import { CODES, KhorgosError } from '../../errors.ts'
import { NOTHING } from '../../exchange/changes.ts'
import { requireInForce } from '../../exchange/verify.ts'
import type { WriteOff } from '../../model/generated/verification/write-off.ts'
import { newId } from '../../model/new-id.ts'
import type { Partner } from '../../partners/partner.ts'
import { noticesAbout } from '../../store/ledger/notices.ts'
import { findWriteOff, findWriteOffs } from '../../store/ledger/write-offs.ts'
import type { DeskParts } from '../desk-parts.ts'
import { deniedOf, done, holdingBack, refusalOf, statementAgain } from '../desk-work.ts'
import type { LedgerEntry } from '../entry.ts'
import { statementFiles } from '../statement-files.ts'
import type { Denied, WriteOffService, WrittenOff } from '../service.ts'
import { requireStepForm, requireWriteOffAgreed } from './write-off-form.ts'

/** Where agencies write off: what a request or a step came to is decided with its commit, and handed out signed. */
export function createWriteOffDesk(parts: DeskParts): WriteOffService {
  const { ledger, committer, database, log, clock } = parts
  const holdBack = holdingBack(parts)
  const { issues } = ledger
  const files = statementFiles(ledger.signingKey, 'khorgos-write-off', database)

  const view = async (id: string, asker: Partner): Promise<WrittenOff> => {
    const row = await findWriteOff(database, id, asker.id)
    if (row === undefined) throw notFound()
    const [{ payload, signed }, notices] = await Promise.all([
      statementAgain(files, log, row),
      noticesAbout(database, id),
    ])
    const statement: WriteOff = JSON.parse(Buffer.from(payload).toString('utf8'))
    return { outcome: 'written-off', statement, signed, notices, isNew: false }
  }

  const commit = async (
    entry: LedgerEntry,
    asker: Partner,
    receivedAt: Date,
  ): Promise<WrittenOff | Denied> => {
    const { result, receipt } = done(await committer.commit({ ...NOTHING, entry }))
    if (result?.result === 'repeated') return view(result.writeOff, asker)
    if (result?.result === 'denied' && receipt !== undefined) {
      await holdBack(receivedAt, result.delayMs)
      return deniedOf(result, receipt)
    }
    if (result?.result !== 'made' || receipt === undefined)
      throw new KhorgosError('INTERNAL', 'A write-off was committed and nothing said of it.')
    const { statement, payload, signature } = result
    return { outcome: 'written-off', statement, signed: files.now(payload, signature, receipt), isNew: true }
  }

  return {
    async writeOff(request, asker) {
      const receivedAt = clock()
      const refusal = refusalOf(() => requireWriteOffAgreed(request, asker, issues, receivedAt))
      return commit({ entry: 'write-off', id: newId(), asker, request, refusal }, asker, receivedAt)
    },
    async step(writeOff, step, asker) {
      requireStepForm(step)
      const receivedAt = clock()
      const { statement } = await view(writeOff, asker)
      // What was taken may be given back whatever the agreement says by now.
      const refusal = step.to === 'used' ? refusalOf(() => requireInForce(asker, receivedAt)) : undefined
      const { request, basis } = statement
      const stated = { ...(request !== undefined && { request }), basis }
      const entry = { entry: 'step', id: newId(), writeOff, asker, step, stated, refusal } as const
      return commit(entry, asker, receivedAt)
    },
    writeOffView: view,
    async writeOffByReference(reference, asker) {
      const references = [{ agency: asker.id, reference }]
      const [found] = await findWriteOffs(database, { references, ids: [] })
      if (found === undefined) throw notFound()
      return view(found.id, asker)
    },
  }
}

function notFound(): KhorgosError {
  return new KhorgosError('NOT_FOUND', CODES.NOT_FOUND.title)
}
