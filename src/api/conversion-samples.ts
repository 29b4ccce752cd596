/** Examples of the API description for dry runs and loss reports; a test holds them against their schemas. */

const HASH = '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730'

export const LOSS_REPORT_SAMPLE = {
  v: 1,
  read: [{ format: 'kz-awmds-r1', mapping: HASH, codeLists: { PACKAGE: HASH } }],
  write: { format: 'cn-mt1401-v1', mapping: HASH, codeLists: { CN005: HASH } },
  totals: { kept: 117, changed: 1, defaulted: 0, dropped: 0 },
  entries: [
    {
      outcome: 'changed',
      declared: true,
      count: 1,
      source: '/Awmds/Bol_segment/Goods_segment/Volume_in_cubic_meters',
      document: 'cargo-report.consignments[0].grossVolumeMeasure',
      target: '/Manifest/Declaration/Consignment/GrossVolumeMeasure',
      from: '12.5',
      to: '13',
      reason: 'rounded to 0 decimals: fractions of a cubic metre',
      rules: ['mt1401.mapping.yaml:54'],
    },
  ],
}

export const CONVERSION_SAMPLE = {
  convertible: true,
  from: ['kz-awmds-r1'],
  to: 'cn-mt1401-v1',
  signatures: [{ state: 'absent' }],
  errors: [],
  documents: { 'cargo-report': { id: 'KZ2026117' } },
  output: '<Manifest xmlns="urn:Declaration:datamodel:standard:CN:MT1401:1">…</Manifest>',
  losses: { totals: LOSS_REPORT_SAMPLE.totals, undeclared: { accepted: 0, notAccepted: 0 } },
  lossReport: LOSS_REPORT_SAMPLE,
}

export const LOSS_TABLE_SAMPLE = `outcome  source  hub field  target  times  from → to      reason
changed  …       …          …       1      "12.5" → "13"  rounded to 0 decimals: fractions of a cubic metre

117 kept, 1 changed, 0 defaulted, 0 dropped
`
