import type { JsonObject } from '../../model/json.ts'
import type { Vocabulary } from '../expressions/vocabulary.ts'

/**
 * The facts of one consignment that risk parameters may speak of: what its documents declare and what was verified
 * beside them. Names are those of the hub documents, shortened; codes are the hub's. Every fact may be absent.
 */

export const OPERATOR_CLASSES = ['client-coordinated', 'high', 'medium', 'low'] as const
export const DIMENSIONS = [
  'operator',
  'commodity',
  'value',
  'licence',
  'country',
  'route',
  'logistics',
] as const

export type OperatorClass = (typeof OPERATOR_CLASSES)[number]
export type Dimension = (typeof DIMENSIONS)[number]

/** How a paper that a declaration quotes stands: `unknown` where its issuer's word was not there or not clear. */
export const PAPER_STATUSES = [
  'in-force',
  'expired',
  'suspended',
  'disputed',
  'replaced',
  'cancelled',
  'refused',
  'revoked',
  'not-issued',
  'used-up',
  'unknown',
] as const

export const AEO_STATUSES = ['in-force', 'recognised', 'suspended', 'revoked', 'none'] as const
export const RECOGNITIONS = ['recognised', 'partly', 'not', 'withdrawn', 'none'] as const
export const INSPECTION_RESULTS = ['conforming', 'differing', 'inconclusive', 'not-checked'] as const
export const CHECKLIST_STATES = ['none', 'issued', 'confirmed', 'accepted', 'discrepancy'] as const

export const CHANNEL_VOCABULARY: Vocabulary = {
  facts: {
    // Code of the office that clears, and which way the goods go.
    office: 'string',
    movement: { enumeration: ['import', 'export', 'transit'] },
    moment: 'timestamp',
    // A number from 0 to 9999 that the caller drew for this decision, for parameters that pick at random.
    draw: 'int',
    operator: {
      fields: {
        id: 'string',
        class: { enumeration: OPERATOR_CLASSES },
        aeo: { enumeration: AEO_STATUSES },
        // It declares for a period what was released within it, as its customs has granted.
        consolidates: 'bool',
        // Declarations within the last year, and of these the ones whose inspection found a difference.
        declarations: 'int',
        differences: 'int',
      },
    },
    goods: {
      list: {
        fields: {
          number: 'int',
          // The tariff number as declared; its first six digits are the Harmonized System's.
          hs: 'string',
          description: 'string',
          origin: 'string',
          destination: 'string',
          undg: 'string',
          grossMass: 'decimal',
          netMass: 'decimal',
          packages: 'int',
          value: 'decimal',
          currency: 'string',
          // Value of a kilogram of net mass, in the currency of the item, to four decimals.
          valuePerKilogram: 'decimal',
          preference: 'bool',
        },
      },
    },
    value: { fields: { total: 'decimal', currency: 'string' } },
    totals: { fields: { grossMass: 'decimal', netMass: 'decimal', packages: 'int' } },
    countries: { fields: { export: 'string', origin: 'string', destination: 'string', trade: 'string' } },
    papers: {
      list: {
        fields: {
          // Kind of a permit, or the hub's code of a document type (UN 1001).
          kind: 'string',
          id: 'string',
          status: { enumeration: PAPER_STATUSES },
        },
      },
    },
    route: {
      fields: {
        crossing: 'string',
        entry: 'string',
        loading: 'string',
        unloading: 'string',
        countries: { list: 'string' },
      },
    },
    transport: {
      fields: {
        mode: 'string',
        plate: 'string',
        nationality: 'string',
        trailer: 'bool',
        seals: 'int',
        containers: { list: { fields: { id: 'string', seals: 'int', fullness: 'string' } } },
      },
    },
    logistics: {
      fields: {
        carrier: 'string',
        consolidated: 'bool',
        consignments: 'int',
        // From the departure to the arrival, and from the declaration to the arrival.
        underway: 'duration',
        declaredAhead: 'duration',
        checklist: { enumeration: CHECKLIST_STATES },
        // Gross mass of the checklist less that of the declaration, in kilograms.
        massDifference: 'decimal',
      },
    },
    inspection: {
      fields: {
        recognition: { enumeration: RECOGNITIONS },
        result: { enumeration: INSPECTION_RESULTS },
        kinds: { list: 'string' },
        sealsIntact: 'bool',
      },
    },
  },
}

/** Facts of one consignment, in the form of the vocabulary above. */
export type ChannelFacts = JsonObject
