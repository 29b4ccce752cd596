import { v7 as uuidv7 } from 'uuid'
import { CODES, KhorgosError } from '../errors.ts'
import { NOTHING } from '../exchange/changes.ts'
import { requireInForce } from '../exchange/verify.ts'
import type { WriteOff } from '../model/generated/verification/write-off.ts'
import type { Partner } from '../partners/partner.ts'
import { findWriteOff, findWriteOffs } from '../store/ledger/write-offs.ts'
import type { DeskParts } from './desk.ts'
import { done, keptPayload, refusalOf, signerIn } from './desk-work.ts'
import type { LedgerEntry } from './entry.ts'
import { statementFiles } from './statement-files.ts'
import type { Denied, WriteOffService, WrittenOff } from './service.ts'
import { requireStepForm, requireWriteOffAgreed } from './write-off-form.ts'

/** Where agencies write off: what a request or a step came to is decided with its commit, and handed out signed. */
export function createWriteOffDesk({ ledger, committer, database, log, clock }: DeskParts): WriteOffService {
  const { partners, signingKey } = ledger.parts
  const issues = [...partners.values()].flatMap(({ agreement }) => agreement.issues)
  const files = statementFiles(signingKey, 'khorgos-write-off', database)

  const view = async (id: string, asker: Partner): Promise<WrittenOff> => {
    const row = await findWriteOff(database, id, asker.id)
    if (row === undefined) throw notFound()
    const payload = keptPayload(row.payload)
    const statement: WriteOff = JSON.parse(Buffer.from(payload).toString('utf8'))
    const [file, receipt] = await Promise.all([
      files.signedBy(signerIn(row.record)),
      log.receipt(row.recordIndex, row.receiptSize),
    ])
    return {
      outcome: 'written-off',
      statement,
      signed: file(payload, row.signature, receipt),
      isNew: false,
    }
  }

  const commit = async (entry: LedgerEntry, asker: Partner): Promise<WrittenOff | Denied> => {
    const { result, receipt } = done(await committer.commit({ ...NOTHING, entry }))
    if (result?.result === 'repeated') return view(result.writeOff, asker)
    if (result?.result === 'denied' && receipt !== undefined)
      return { outcome: 'denied', request: result.request, receipt, error: result.error }
    if (result?.result !== 'made' || receipt === undefined)
      throw new KhorgosError('INTERNAL', 'A write-off was committed and nothing said of it.')
    const { statement, payload, signature } = result
    return { outcome: 'written-off', statement, signed: files.now(payload, signature, receipt), isNew: true }
  }

  return {
    async writeOff(request, asker) {
      const refusal = refusalOf(() => requireWriteOffAgreed(request, asker, issues, clock()))
      return commit({ entry: 'write-off', id: uuidv7(), asker, request, refusal }, asker)
    },
    async step(writeOff, step, asker) {
      requireStepForm(step)
      const { statement } = await view(writeOff, asker)
      // What was taken may be given back whatever the agreement says by now.
      const refusal = step.to === 'used' ? refusalOf(() => requireInForce(asker, clock())) : undefined
      const { request, basis } = statement
      const stated = { request, basis }
      return commit({ entry: 'step', id: uuidv7(), writeOff, asker, step, stated, refusal }, asker)
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
