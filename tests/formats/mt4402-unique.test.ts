import { describe, expect, it } from 'vitest'
import { readText, sample } from './sample-files.ts'

const vehicle = /<Consignment>[\s\S]*<\/Consignment>/.exec(sample('mt4402'))?.[0] ?? ''
const other = vehicle.replace('>9402000123<', '>9402000124<').replace('>F1234G<', '>F1235G<')
const container = (id: string, seals: string): string =>
  `<TransportEquipment><CharacteristicCode>22G1</CharacteristicCode><FullnessCode>8</FullnessCode><ID>${id}</ID>${seals}<TareWeight unitCode="KGM">2200</TareWeight></TransportEquipment>`
const seal = '<SealID>M/8800999@CA</SealID>'
const withContainers = (...containers: string[]): string =>
  sample('mt4402').replace('</Consignment>', `${containers.join('')}</Consignment>`)

/** The published schema forbids each of these; ours says so too, before a document is made of it. */
describe('a confirmation of loaded vehicles', () => {
  it('takes two vehicles, and two containers with seals of the same number', () => {
    expect(() => readText(sample('mt4402').replace(vehicle, vehicle + other))).not.toThrow()
    expect(() =>
      readText(withContainers(container('KZTU1000011', seal), container('KZTU1000022', seal))),
    ).not.toThrow()
  })

  it.each([
    ['a vehicle', sample('mt4402').replace(vehicle, vehicle + other.replace('>9402000124<', '>9402000123<'))],
    ['a trailer', sample('mt4402').replace(vehicle, vehicle + other.replace('>F1235G<', '>F1234G<'))],
    ['a container', withContainers(container('KZTU1000011', ''), container('KZTU1000011', ''))],
    ['a seal on one container', withContainers(container('KZTU1000011', seal + seal))],
  ])('does not take %s twice', (_, text) => {
    expect(() => readText(text)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })
})
