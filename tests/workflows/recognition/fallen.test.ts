import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { loadDocumentRules } from '../../../src/model/documents.ts'
import { documentsOf } from '../model/documents.ts'
import { createModelGateway } from '../model/gateway.ts'
import { SCHEMAS, shippedFor } from '../model/shipped.ts'

/**
 * A truck comes from Mongolia with a result of its customs. Pure, by the shipped definitions: what is told to whom, when what the result
 * rests on falls.
 */
test.each(['document', 'key'] as const)(
  'when a %s falls that a result rests on, its recognition falls, the other side is told, and so is the case of the truck',
  (what) => {
    const now = new Date('2026-11-22T08:00:00Z')
    const rules = loadDocumentRules(join(SCHEMAS, 'canonical'))
    const gateway = createModelGateway({
      country: 'CN',
      definitions: shippedFor('CN', 'MN').definitions,
      clock: () => now,
      validate: (document, content) => rules.validateDocument(document, content),
    })
    const hear = (document: string, change: JsonObject): void => {
      // Of the trucks of both directions the one that comes from Mongolia.
      const [made] = documentsOf(document, 'MN', 'CN')
      const content: JsonObject = JSON.parse(JSON.stringify({ ...made?.make(now), ...change }))
      gateway.hear({ to: 'CN', from: 'MN', document, content, id: document })
    }
    const told = (): JsonObject[] => {
      const letters: JsonObject[] = []
      while (!gateway.isIdle()) {
        const letter = gateway.work()
        if (letter !== undefined) letters.push(letter.content)
      }
      return letters
    }
    const caseOf = (workflow: string) => gateway.cases().find((each) => each.workflow === workflow)
    const recognised = (outcome: string) => ({ recognition: { outcome } })

    hear('load-checklist', { functionCode: '9' })
    const { make } = documentsOf('inspection-result', 'CN', 'MN')[0] ?? { make: () => ({}) }
    const truck = caseOf('joint-supervision-entry')
    hear('inspection-result', { ...plain(make(now)), subject: { typeCode: '787', id: truck?.key ?? '' } })
    expect(told()).toMatchObject([{ outcome: 'accepted' }])
    expect(caseOf('joint-supervision-entry')?.data).toMatchObject(recognised('recognised'))

    gateway.fall(caseOf('mutual-recognition')?.id ?? '', what)
    expect(told()).toMatchObject([
      { outcome: 'rejected', status: { statusDescription: expect.stringMatching(/^FALLEN/) } },
    ])
    expect(caseOf('mutual-recognition')).toMatchObject({ outcome: 'withdrawn', data: { flagged: true } })
    expect(caseOf('joint-supervision-entry')?.data).toMatchObject(recognised('not-recognised'))
    gateway.replay()
  },
)

const plain = (value: object): JsonObject => JSON.parse(JSON.stringify(value))
