import type { CargoReport, Consignment } from '../../model/generated/cargo-report.ts'
import { between } from './moments.ts'
import { containerFacts } from './project-transport.ts'
import { paperOf } from './quoted.ts'

/** What a cargo report establishes: the same facts as a declaration, as far as a carrier knows them. */
export function cargoFacts(report: CargoReport): object {
  const { consignments = [], borderTransportMeans: means } = report
  const containers = [
    ...(means?.transportEquipment ?? []),
    ...consignments.flatMap((each) => each.transportEquipment ?? []),
  ]
  const countries = consignments.flatMap((each) => each.routingCountries ?? [])
  return {
    goods: consignments.flatMap(goodsOf),
    value: { total: report.totalAmount?.amount, currency: report.totalAmount?.currencyId },
    totals: { grossMass: report.totalGrossMassMeasure, packages: report.totalPackageQuantity },
    countries: {
      export: sameOf(consignments.map((each) => each.exportCountryCode)),
      destination: sameOf(consignments.map((each) => each.destinationCountryCode)),
    },
    papers: consignments.flatMap(papersOf),
    route: {
      crossing: report.borderCrossingId,
      entry: report.entryLocation?.id,
      loading: report.loadingLocation?.id,
      unloading: report.unloadingLocation?.id,
      countries:
        countries.length === 0
          ? undefined
          : [...new Set(countries.map(({ routingCountryCode }) => routingCountryCode))],
    },
    transport: {
      mode: means?.typeCode,
      containers: containers.length === 0 ? undefined : containers.map(containerFacts),
    },
    logistics: {
      carrier: report.carrier?.identifier?.id ?? report.carrier?.name,
      consignments: consignments.length === 0 ? undefined : consignments.length,
      consolidated: consignments.length === 0 ? undefined : consignments.length > 1,
      underway: between(report.loadingLocation?.loadingDateTime, report.unloadingLocation?.arrivalDateTime),
    },
  }
}

function goodsOf({ consignmentItems = [] }: Consignment): readonly object[] {
  return consignmentItems.map((item) => ({
    number: item.sequenceNumeric,
    hs: item.classificationId,
    description: item.cargoDescription ?? item.description,
    origin: item.originCountryCode,
    undg: item.undgId,
    grossMass: item.grossMassMeasure,
    netMass: item.netMassMeasure,
    packages: item.packageQuantity,
    value: item.valueAmount?.amount,
    currency: item.valueAmount?.currencyId,
  }))
}

function papersOf({ additionalDocuments = [], consignmentItems = [] }: Consignment): readonly object[] {
  return [
    ...additionalDocuments,
    ...consignmentItems.flatMap((item) => item.additionalDocuments ?? []),
  ].flatMap(paperOf)
}

/** What all consignments say alike; consignments of two countries establish none. */
function sameOf(values: readonly (string | undefined)[]): string | undefined {
  const [first] = values
  return values.every((each) => each === first) ? first : undefined
}
