import { asObject, objectsAt, textAt } from '../../model/json-access.ts'
import type { JsonObject, JsonValue } from '../../model/json.ts'
import type { Tx } from '../../store/database.ts'
import { basesOfCases } from '../../store/workflows/bases.ts'
import { findCases } from '../../store/workflows/cases.ts'
import type { Basis } from '../cases/entry.ts'
import { OPERATOR_WORKFLOW, operatorKey } from './operations.ts'
import type { Programme } from './programme.ts'

/** How the operator of a declaration stands with us, and the records that say so. */
export interface Standing {
  /** In the form of the facts of a channel. */
  readonly operator: JsonObject
  readonly basis: readonly Basis[]
}

/**
 * How the operators that a declaration names stand: our own before a partner's, because a foreign status must not lift a company
 * of ours over its own class. A declaration names an operator by its number in the register.
 *
 * @param country ours
 * @returns undefined when none of them is known
 */
export async function standingOf(
  db: Tx,
  declaration: JsonObject,
  { programmes, country }: { readonly programmes: readonly Programme[]; readonly country: string },
): Promise<Standing | undefined> {
  const ids = namedIn(declaration)
  const countries = [country, ...programmes.map((each) => each.country).filter((each) => each !== country)]
  const keys = countries.flatMap((of) => ids.map((id) => operatorKey(of, id)))
  if (keys.length === 0) return undefined
  const rows = await findCases(db, {
    ids: [],
    names: keys.map((key) => ({ workflow: OPERATOR_WORKFLOW, key })),
  })
  const [first] = rows.toSorted((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key))
  if (first === undefined) return undefined
  const data: JsonObject = JSON.parse(first.data)
  const recognition = asObject(data['recognition'])
  const aeo = textAt(recognition, 'aeo')
  // A case that an officer has ended says nothing for the operator any more.
  const ofClass = first.outcome === null ? textAt(recognition, 'class') : undefined
  const bases = await basesOfCases(db, [first.id])
  return {
    operator: {
      id: textAt(asObject(data['operator']), 'id') ?? first.key,
      ...(ofClass !== undefined && { class: ofClass }),
      ...(ofClass !== undefined && recognition?.['consolidates'] === true && { consolidates: true }),
      ...(aeo !== undefined && { aeo: first.outcome === null ? aeo : 'none' }),
    },
    basis: bases.map(({ recordIndex: index, keyId }) => ({
      index,
      keyId: keyId === null ? undefined : Buffer.from(keyId).toString('hex'),
    })),
  }
}

/** Numbers by which a declaration may name an operator: of its parties, and of what they are authorised by. */
function namedIn(declaration: JsonObject): readonly string[] {
  const shipment = asObject(declaration['goodsShipment'])
  const parties = [
    shipment?.['importer'],
    declaration['declarant'],
    declaration['exporter'],
    shipment?.['exporter'],
    shipment?.['consignor'],
  ].map(asObject)
  const ids = [
    ...objectsAt(declaration, 'authorisations').map(({ id }) => id),
    ...parties.flatMap((party) =>
      ['authorisation', 'customsIdentifier', 'registrationIdentifier', 'identifier'].map(
        (name) => asObject(party?.[name])?.['id'],
      ),
    ),
  ]
  return [...new Set(ids.filter(isText))]
}

const isText = (value: JsonValue | undefined): value is string => typeof value === 'string'
