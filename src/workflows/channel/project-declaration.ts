import type { GoodsDeclaration } from '../../model/generated/goods-declaration.ts'
import type { Amount, GoodsItem } from '../../model/generated/parts.ts'
import { canonicalDecimal, compareDecimals, scaleByRatio, sumDecimals } from '../../model/decimal.ts'
import { between } from './moments.ts'
import { quotedIn } from './quoted.ts'
import { transportFacts, containerFacts } from './project-transport.ts'

/** What a goods declaration establishes; absent where it does not say. */
export function declarationFacts(declaration: GoodsDeclaration): object {
  const { goodsShipment: shipment, typeCode } = declaration
  const { consignment, goodsItems } = shipment
  const containers = consignment?.transportEquipment
  return {
    movement: ['import', 'export', 'transit'].find((each) => each === typeCode),
    goods: goodsItems.map((item) => itemFacts(item, declaration)),
    value: totalOf(shipment.totalAmount ?? declaration.invoiceAmount ?? sumOf(goodsItems)),
    totals: {
      grossMass: declaration.totalGrossMassMeasure,
      netMass: declaration.totalNetMassMeasure,
      packages: declaration.totalPackageQuantity,
    },
    countries: {
      export: shipment.exportCountryCode,
      origin: shipment.originCountryCode,
      destination: shipment.destination?.countryCode,
      trade: shipment.tradeCountryCode,
    },
    papers: quotedIn(declaration),
    route: {
      crossing: declaration.borderCrossingId,
      entry: consignment?.entryLocation?.id,
      loading: consignment?.loadingLocation?.id,
      unloading: consignment?.unloadingLocation?.id,
      countries: consignment?.routingCountryCodes,
    },
    transport: {
      ...transportFacts(declaration.borderTransportMeans),
      ...(containers !== undefined && { containers: containers.map(containerFacts) }),
    },
    logistics: {
      carrier: declaration.carrier?.identifier?.id ?? declaration.carrier?.name,
      underway: between(consignment?.departureDateTime, consignment?.arrivalDateTime),
      declaredAhead: between(
        declaration.acceptanceDateTime ?? declaration.issueDateTime,
        consignment?.arrivalDateTime,
      ),
    },
  }
}

function itemFacts(item: GoodsItem, { originRelations }: GoodsDeclaration): object {
  const value = valueOf(item)
  return {
    number: item.sequenceNumeric,
    hs: item.classification?.id,
    description: item.description,
    origin: item.origin?.countryCode,
    destination: item.destinationCountryCode,
    undg: item.undgId,
    grossMass: item.grossMassMeasure,
    netMass: item.netMassMeasure,
    packages: item.packageQuantity,
    value: value?.amount,
    currency: value?.currencyId,
    valuePerKilogram: perKilogram(value?.amount, item.netMassMeasure),
    // That no relation is declared says that no preference is asked for; of one that names another item too.
    preference: (originRelations ?? []).some(
      ({ goodsItemNumeric }) => goodsItemNumeric === item.sequenceNumeric,
    ),
  }
}

const valueOf = (item: GoodsItem): Amount | undefined => item.customsValueAmount ?? item.itemChargeAmount

const totalOf = (amount: Amount | undefined) => ({ total: amount?.amount, currency: amount?.currencyId })

/** A form without a total says it by its items, where all of them have a value, in one currency. */
function sumOf(items: readonly GoodsItem[]): Amount | undefined {
  const values = items.flatMap((item) => valueOf(item) ?? [])
  const [first] = values
  if (first === undefined || values.length < items.length) return undefined
  if (values.some(({ currencyId }) => currencyId !== first.currencyId)) return undefined
  return { amount: sumDecimals(values.map(({ amount }) => amount)), currencyId: first.currencyId }
}

const SCALE = 4

/** Rounded half up to four decimals; nothing of no mass. */
function perKilogram(amount: string | undefined, mass: string | undefined): string | undefined {
  if (amount === undefined || mass === undefined || compareDecimals(mass, '0') <= 0) return undefined
  const [whole = '0', fraction = ''] = canonicalDecimal(mass).split('.')
  return scaleByRatio(amount, 10n ** BigInt(fraction.length), BigInt(whole + fraction), SCALE)
}
