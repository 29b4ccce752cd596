import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KhorgosError } from '../../../src/errors.ts'
import { loadChannel } from '../../../src/workflows/channel/load.ts'
import { DIMENSIONS } from '../../../src/workflows/channel/vocabulary.ts'
import { FILES, FOLDER } from './sandbox.ts'

test('the sandbox has parameters of all dimensions, each simulated as it stands', () => {
  expect(new Set(FILES.parameters.map(({ parameter }) => parameter.dimension))).toEqual(new Set(DIMENSIONS))
  expect(FILES.parameters.length).toBeGreaterThanOrEqual(25)
})

test('sub-centres have the districts that the issue names', () => {
  const count = (of: string) => FILES.subCentres.districts.filter(({ subCentre }) => subCentre === of).length
  expect(['qingdao', 'shanghai', 'huangpu'].map(count)).toEqual([14, 12, 16])
  expect(FILES.subCentres.districtOf('0705')?.id).toBe('hohhot')
  expect(FILES.subCentres.districtOf('5345')).toMatchObject({ id: 'shenzhen', subCentre: 'huangpu' })
  expect(FILES.subCentres.districtOf('9901')).toBeUndefined()
})

/** The shipped folder with one file changed. */
function changed(file: string, from: string | RegExp, to: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'khorgos-channel-'))
  cpSync(FOLDER, folder, { recursive: true })
  const text = readFileSync(join(folder, file), 'utf8')
  const next = text.replace(from, to)
  if (next === text) throw new Error(`${file} does not have ${String(from)}`)
  writeFileSync(join(folder, file), next)
  return folder
}

function refusal(folder: string): KhorgosError {
  try {
    loadChannel(folder)
  } catch (thrown) {
    if (thrown instanceof KhorgosError) return thrown
    throw thrown
  }
  throw new Error('nothing was refused')
}

describe('a parameter file is refused with file and line', () => {
  test.each([
    ['subCentre: qingdao', 'subCentre: beijing', 'there is no sub-centre beijing', 8],
    ['districts: [hohhot, urumqi]', 'districts: [hohhot, shenzhen]', 'has no district shenzhen', 9],
    ['validFrom: 2026-01-01', 'validFrom: 2026-02-30', '2026-02-30 is no day', 10],
    [
      'validFrom: 2026-01-01',
      'validFrom: 2026-01-01\n    validTo: 2025-12-31',
      'it ends before it begins',
      11,
    ],
    ['reason: route.detour', 'reason: route.detuor', 'there is no text route.detuor', undefined],
    ['version: 1', 'version: 0', 'must be >= 1', 4],
    ['version: 1', 'versoin: 1', 'versoin is not known here', 4],
    ['effect: { score: 15 }', 'effect: { atMost: high }', 'must be equal to one of', undefined],
    [
      'route.countries.size() > 2',
      'route.cuontries.size() > 2',
      'there is no fact route.cuontries',
      undefined,
    ],
    [
      'route.countries.size() > 2',
      'movement == "import" && movement == "export"',
      'can never be true',
      undefined,
    ],
    [
      'route.countries.size() > 2',
      'route.countries.size() > 3',
      'is of another content; simulate it again',
      undefined,
    ],
    [
      'approver: sandbox-approver',
      'approver: Sandbox-Author',
      'nobody approves a parameter of his own',
      undefined,
    ],
    ['status: active', 'status: draft', 'a draft has none', undefined],
    ['- id: route-not-of-vehicle', '- id: route-detour', 'stands already in route.yaml:3', undefined],
  ])('%s → %s', (from, to, why, line) => {
    const error = refusal(changed('parameters/route.yaml', from, to))
    expect(error.code).toBe('PARAMETER_INVALID')
    const told = error.each.find(({ message }) => message.includes(why))
    expect(told?.message, error.message).toMatch(/^route\.yaml:\d+: /)
    if (line !== undefined) expect(told?.place?.line).toBe(line)
  })
})

describe('other files are refused', () => {
  test.each([
    ['policy.yaml', 'medium: 30, high: 60', 'medium: 60, high: 60', 'not above'],
    [
      'policy.yaml',
      'floor: medium, ceiling: high, modes: [secured]',
      'floor: high, ceiling: medium, modes: [secured]',
      'above its ceiling',
    ],
    ['policy.yaml', 'modes: [secured]', 'modes: [release-first]', 'not for all channels'],
    ['policy.yaml', 'modes: [secured]', 'modes: [scured]', 'there is no mode scured'],
    [
      'policy.yaml',
      'operator.consolidates &&',
      'operator.consolidats &&',
      'there is no fact operator.consolidats',
    ],
    ['sub-centres.csv', 'qingdao,tianjin,Tianjin,,', 'qingdao,tianjin,Tianjin,07,', 'have another district'],
    ['sub-centres.csv', 'qingdao,tianjin,', 'qingdao,qingdao,', 'stands twice'],
    ['sub-centres.csv', 'subCentre,district', 'district,subCentre', 'the header'],
    ['reasons.csv', 'route.detour,', 'route.not-of-vehicle,', 'stands twice'],
    ['simulations.json', '"decisions": 600', '"decisions": 6000', 'simulate it again'],
  ])('%s: %s → %s', (file, from, to, why) => {
    expect(refusal(changed(file, from, to)).message).toContain(why)
  })
})
