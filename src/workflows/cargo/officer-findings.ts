import { compareDecimals, subtractDecimals } from '../../model/decimal.ts'
import type { CargoDocument } from './documents.ts'
import { type CargoFinding, type Side, told } from './finding.ts'
import type { CargoMeasure } from './rules-file.ts'
import { UNITS } from './rules.ts'
import { decimalOf } from './select.ts'

/** Kinds of findings (hub list `finding-kind`) that tell a quantity. */
const MEASURES: Readonly<Record<string, CargoMeasure>> = { mass: 'gross', 'package-quantity': 'packages' }

/** What officers wrote down in decisions that stand. Where they tell a quantity, it is over or short. */
export function officerFindings(documents: readonly CargoDocument[]): CargoFinding[] {
  return documents.flatMap(({ newest }) =>
    newest.findings.map(({ kind, path, declared, found }): CargoFinding => {
      const measure = MEASURES[kind]
      const [one, other] = [decimalOf(declared), decimalOf(found)]
      const unit = measure === undefined ? undefined : UNITS[measure]
      const side = (name: string, value: string | undefined): Side => ({
        value: value ?? '',
        ...(unit !== undefined && { unit }),
        told: value === undefined ? [] : [told(newest, `${path}/${name}`, value)],
      })
      const sides = { one: side('declared', declared), other: side('found', found) }
      if (measure === undefined || one === undefined || other === undefined || one === other)
        return { code: 'FOUND_OTHERWISE', rule: kind, ...sides }
      const isOver = compareDecimals(other, one) > 0
      return {
        code: isOver ? 'QUANTITY_OVER' : 'QUANTITY_SHORT',
        rule: `found-${kind}`,
        measure,
        ...sides,
        difference: isOver ? subtractDecimals(other, one) : subtractDecimals(one, other),
      }
    }),
  )
}
