import type { InspectionResult } from '../../../src/model/generated/inspection-result.ts'
import type { LoadChecklist } from '../../../src/model/generated/load-checklist.ts'
import type { Response } from '../../../src/model/generated/response.ts'
import { truck } from '../checklist/truck.ts'

/** A hub document, whose members its wake may still change. */
export interface Content {
  /** The load or declaration that it is about. */
  readonly about: string
  readonly make: (now: Date) => Record<string, unknown>
}

/** One load in each direction of each border: number, crossing, and who inspects on either side. */
const TRIPS: Readonly<
  Record<string, { readonly number: string; readonly crossing: string; readonly office: string }>
> = {
  'CN MN': { number: 'C26070500123', crossing: 'CNERC-MNZUU', office: '0705' },
  'MN CN': { number: 'M26120100045', crossing: 'CNERC-MNZUU', office: '1201' },
  'CN KZ': { number: 'C26940700031', crossing: 'CNDLT', office: '9407' },
  'KZ CN': { number: 'K26530600008', crossing: 'CNDLT', office: '55306' },
}

const MAKERS: Readonly<Record<string, (ours: string, theirs: string) => readonly Content[]>> = {
  'load-checklist': (ours, theirs) =>
    [tripOf(ours, theirs), tripOf(theirs, ours)].flatMap(({ number, crossing, office, exit, entry }) => {
      const list: LoadChecklist = {
        ...truck,
        id: number,
        borderCrossingId: crossing,
        exitCountryCode: exit,
        entryCountryCode: entry,
        office: { id: office, countryCode: exit },
      }
      const confirmed = (now: Date) => ({
        countryCode: exit,
        dateTime: now.toISOString(),
        resultCode: 'conforming',
      })
      return about(number, [
        () => ({ ...list }),
        (now) => ({ ...list, confirmations: [confirmed(now)] }),
        () => ({ ...list, totalGrossMassMeasure: '14400' }),
      ])
    }),
  response: (ours, theirs) =>
    [tripOf(ours, theirs), tripOf(theirs, ours)].flatMap(({ number }) =>
      about(
        number,
        ['released', 'guaranteed-release', 'held', 'returned', 'not-arrived', 'accepted'].map(
          (statusCode) => {
            const response: Response = {
              functionalReferenceId: number,
              declaration: { id: number },
              level: 'decision',
              outcome: 'review',
              status: { statusCode },
            }
            return () => ({ ...response })
          },
        ),
      ),
    ),
  'inspection-result': (ours, theirs) => {
    const { number, crossing } = tripOf(ours, theirs)
    const { office } = tripOf(theirs, ours)
    const result = (now: Date): InspectionResult => ({
      id: `${theirs}2611240017`,
      issueDateTime: now.toISOString(),
      office: { id: office, countryCode: theirs },
      countryCode: theirs,
      borderCrossingId: crossing,
      subject: { typeCode: '787', id: number },
      resultCode: 'conforming',
      inspections: [
        {
          sequenceNumeric: 1,
          kindCode: 'weighing',
          resultCode: 'conforming',
          endDateTime: now.toISOString(),
          officers: [{ id: `${theirs}-118` }],
        },
      ],
      appliedSeals: [{ id: `${theirs}778812` }],
    })
    return about(`result of ${number}`, [
      (now) => ({ ...result(now) }),
      (now) => ({ ...result(now), inspections: [...result(now).inspections, LOOKED] }),
      (now) => ({ ...result(now), office: { id: '9999' } }),
    ])
  },
  'goods-declaration': () =>
    about(
      DECLARED,
      DECLARATIONS.map((each) => () => ({ ...each })),
    ),
}

const about = (what: string, makes: readonly Content['make'][]): readonly Content[] =>
  makes.map((make) => ({ about: what, make }))

/** A check that no arrangement covers: nobody is named who made it. */
const LOOKED = { sequenceNumeric: 2, kindCode: 'physical', resultCode: 'conforming' } as const

const DECLARED = '940220261000000001'
const declaration = (office: string, goods: object): Record<string, unknown> => ({
  id: DECLARED,
  typeCode: 'import',
  declarationOffice: { id: office, countryCode: 'CN' },
  goodsShipment: {
    exportCountryCode: 'KZ',
    goodsItems: [
      {
        sequenceNumeric: 1,
        description: '小麦粉',
        classification: { id: '1101000001', typeCode: 'CN' },
        origin: { countryCode: 'KZ' },
        ...goods,
      },
    ],
  },
})

/** Where no parameter is in force, where some cannot be told, and dangerous goods there. */
const DECLARATIONS = [
  declaration('2200', {}),
  declaration('9402', {}),
  declaration('9402', { undgId: '1350' }),
]

function tripOf(exit: string, entry: string) {
  const trip = TRIPS[`${exit} ${entry}`]
  if (trip === undefined) throw new Error(`no truck goes from ${exit} to ${entry}`)
  return { ...trip, exit, entry }
}

/** @throws Error for a hub document that wakes cases and that the model knows nothing of */
export function documentsOf(document: string, ours: string, theirs: string): readonly Content[] {
  const make = MAKERS[document]
  if (make === undefined) throw new Error(`the model has no ${document}: it needs one`)
  return make(ours, theirs)
}
