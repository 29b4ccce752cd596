import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { CaseView, Person } from '../../../src/workflows/cases/service.ts'
import { openXml } from '../../../src/xml/parse.ts'
import { writeCanonical } from '../../../src/xml/write.ts'
import { DATABASES } from '../../harness/databases.ts'
import { cancelled, formE, importDeclaration, numberOf } from '../../harness/origin.ts'
import { useGateway } from '../../harness/use-gateway.ts'

const OFFICE = '9402'
const PATIENCE_MS = 60_000

const officer: Person = {
  subject: 'zhang',
  issuer: 'https://people.example',
  roles: new Set(['clearance-officer', 'inspector', 'supervisor']),
  offices: new Set([OFFICE, '0705']),
}

describe.each(DATABASES)('clearance by channel, on the %s database', (kind) => {
  const site = useGateway(kind)

  /** @returns number of the declaration, which is the sample but for the change */
  const declaring = async (change: (text: string) => string): Promise<string> => {
    const text = change(importDeclaration(site().trip()))
    await site().sender('cn-clearance').submit(text)
    return /<EntryId>(\d{18})</.exec(text)?.[1] ?? ''
  }
  const declared = (consignor = 'GEO204876543'): Promise<string> =>
    declaring((text) => text.replace('GEO204876543', consignor))
  const caseOf = async (
    key: string,
    { workflow = 'clearance', is }: { workflow?: string; is?: (found: CaseView) => boolean } = {},
  ): Promise<CaseView> => {
    for (const limit = Date.now() + PATIENCE_MS; ; await sleep(25)) {
      const [found] = await site().gateway.cases.list(officer, { workflow, key, limit: 1 })
      if (found !== undefined && is?.(found) !== false) return found
      if (Date.now() > limit) throw new Error(`there is no case of ${key}`)
    }
  }
  const act = async (found: CaseView, event: string, data: CaseView['data']): Promise<CaseView> => {
    const done = await site().gateway.cases.act(
      found.id,
      { id: randomUUID(), event, data, revision: found.revision },
      officer,
    )
    if (done.outcome === 'refused') throw done.error
    return done.case
  }

  test('a declaration gets its channel, and the decision says which parameters fired on which facts', async () => {
    const found = await caseOf(await declared())
    const decision = found.data['decision']
    expect(decision).toMatchObject({
      channel: found.data['channel'],
      office: OFFICE,
      policy: { hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      factsHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    const states = {
      'fast-release': 'released',
      'document-check': 'checking',
      'physical-inspection': 'inspecting',
    }
    expect(Object.entries(states)).toContainEqual([found.data['channel'], found.state])
    expect(found.data['channel']).not.toBe('fast-release')
  })

  test('a declaration that names a partner’s operator has its class, and is flagged when the status is revoked', async () => {
    const status = (change: (text: string) => string = (text) => text): string => {
      const text = readFileSync('schemas/khorgos/samples/economic-operator.xml', 'utf8')
      const number = `<FunctionalReferenceID>T-${site().trip().number}<`
      using message = openXml(Buffer.from(change(text).replace(/<FunctionalReferenceID>[^<]*</, number)))
      return writeCanonical(message.root)
    }
    const workflow = 'operator-recognition'
    expect(await site().sender('mn-customs').submit(status())).toMatchObject({ state: 'completed' })
    await caseOf('MN MNAEO000017', { workflow, is: ({ state }) => state === 'recognised' })
    const key = await declared('MNAEO000017')
    expect((await caseOf(key)).data).toMatchObject({
      operator: { id: 'MNAEO000017', class: 'high', aeo: 'recognised' },
      class: 'high',
    })
    const revoked = (text: string): string =>
      text.replace('>9</FunctionCode>', '>5</FunctionCode>').replace('>in-force<', '>revoked<')
    expect(await site().sender('mn-customs').submit(status(revoked))).toMatchObject({ state: 'completed' })
    await caseOf('MN MNAEO000017', { workflow, is: ({ state }) => state === 'not-recognised' })
    await caseOf(key, { is: ({ data }) => data['flagged'] === true })
    expect((await caseOf(await declared('MNAEO000017'))).data).toMatchObject({
      operator: { aeo: 'revoked' },
      class: 'medium',
    })
  })

  test('a declaration rests on the certificate that it quotes, and is flagged when that is taken back', async () => {
    const trip = site().trip()
    const form = formE(trip)
    const number = numberOf(form)
    const quoting = (text: string): string =>
      text
        .replaceAll('GE26-0001872', number)
        .replace('<OriginCountry>GEO<', '<OriginCountry>LAO<')
        .replace('<TradeAreaCode>GEO<', '<TradeAreaCode>LAO<')
    const before = await caseOf(await declaring(quoting))
    // Nobody has told of it yet.
    expect(before.data['papers']).toBeUndefined()
    await site().sender('la-customs').submit(form)
    const key = await declaring(quoting)
    expect((await caseOf(key)).data['papers']).toEqual([{ kind: '861', id: number, status: 'in-force' }])
    await site()
      .sender('la-customs')
      .submit(cancelled(formE({ ...site().trip(), at: trip.at })))
    const flagged = await caseOf(key, { is: ({ data }) => data['flagged'] === true })
    const events = await site().gateway.cases.timeline(flagged.id, officer, { after: 1, limit: 9 })
    expect(events.map(({ event }) => event)).toContain('fallen')
    // Whoever quotes it from now on is looked at.
    const later = await caseOf(await declaring(quoting))
    expect(later.data).toMatchObject({
      papers: [{ kind: '861', id: number, status: 'cancelled' }],
      channel: 'physical-inspection',
    })
    expect((await site().gateway.log.fsck(() => undefined)).problems).toEqual([])
  })

  test('papers that agree release the goods; goods that differ wait for a supervisor', async () => {
    const checked = await caseOf(await declared())
    const raised =
      checked.state === 'checking' ? await act(checked, 'raised', { reason: 'Weights look wrong' }) : checked
    expect(raised.state).toBe('inspecting')
    const deciding = await act(raised, 'opened', { resultCode: 'differing', reason: 'Two pallets more' })
    expect(deciding.state).toBe('deciding')
    const refused = await act(deciding, 'refused', { reason: 'Not declared' })
    expect(refused).toMatchObject({ state: 'refused', outcome: 'refused', acts: [] })
  })
})
