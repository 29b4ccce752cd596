import { describe, expect, it } from 'vitest'
import { writeMessage } from '../../src/formats/message.ts'
import { lossReport, undeclaredLosses, type LossReport } from '../../src/mapping/report.ts'
import { CONTEXT, formats, readText, sample } from './sample-files.ts'

function losses(to: string, ...texts: string[]): LossReport {
  const reads = texts.map(readText)
  const documents = Object.fromEntries(reads.flatMap((read) => Object.entries(read.documents)))
  const { report } = writeMessage(formats.byId(to), documents, CONTEXT)
  return lossReport(
    reads.map((read) => read.report),
    report,
  )
}

function reasons(report: LossReport, outcome: string): string[] {
  return report.entries
    .filter((entry) => entry.outcome === outcome)
    .map(({ document, reason }) => `${document}: ${reason}`)
}

describe('losses of a conversion', () => {
  it.each([
    ['awmds-export', 'cn-mt1401-v1'],
    ['awmds-export-small', 'cn-mt1401-v1'],
    ['awmds-containers', 'cn-mt1401-v1'],
  ])('%s to %s are all declared', (name, to) => {
    expect(undeclaredLosses(losses(to, sample(name)))).toEqual([])
  })

  it.each([
    ['mt2401', 'mt4402'],
    ['mt2401-containers', 'mt4402-containers'],
  ])('%s with %s to Kazakhstan are all declared', (cargo, conveyance) => {
    expect(undeclaredLosses(losses('kz-awmds-r1', sample(cargo), sample(conveyance)))).toEqual([])
  })

  it('tell that a volume was rounded and what was filled in', () => {
    const report = losses('cn-mt1401-v1', sample('awmds-export-small'))
    expect(report.entries).toContainEqual(
      expect.objectContaining({ outcome: 'changed', from: '9.75', to: '10' }),
    )
    expect(report.totals.defaulted).toBe(3)
    expect(reasons(report, 'dropped')).toContainEqual(
      expect.stringMatching(/consignor\.address.*: the format has no address of the consignor/),
    )
  })

  it('of a dangerous-goods number stop the exchange', () => {
    const dangerous = sample('mt2401').replace(
      '</Description></Commodity>',
      '</Description><Classification><ID>1263</ID></Classification></Commodity>',
    )
    const lost = undeclaredLosses(losses('kz-awmds-r1', dangerous, sample('mt4402')))
    expect(lost.map(({ document }) => document)).toEqual([expect.stringContaining('undgId')])
  })

  it('of a second trailer or vehicle stop the exchange', () => {
    const conveyance = sample('mt4402')
    const trailer = /<TransportEquipment>.*<\/TransportEquipment>/.exec(conveyance)?.[0] ?? ''
    const two = conveyance.replace(trailer, trailer + trailer.replace('F1234G', 'F9999G'))
    expect(undeclaredLosses(losses('kz-awmds-r1', sample('mt2401'), two))).not.toEqual([])
    const vehicle = /<Consignment>[\s\S]*<\/Consignment>/.exec(conveyance)?.[0] ?? ''
    const other = vehicle
      .replace('新F12345', '新F99999')
      .replace('9402000123', '9402999999')
      .replace('F1234G', 'F9999G')
    const pair = conveyance.replace(vehicle, vehicle + other)
    expect(undeclaredLosses(losses('kz-awmds-r1', sample('mt2401'), pair))).not.toEqual([])
  })

  it('of a container that no bill names stop the exchange', () => {
    const other = sample('mt4402-containers').replace('TGHU1230002', 'TGHU9999999')
    expect(() => losses('kz-awmds-r1', sample('mt2401-containers'), other)).toThrow(
      expect.objectContaining({ code: 'LOSS_NOT_ACCEPTED' }),
    )
  })
})
