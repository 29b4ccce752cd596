import { canonicalDecimal, compareDecimals, padDecimal, roundDecimal } from '../model/decimal.ts'
import { hubUnitFor, KNOWN_UNITS, unitConversion } from '../model/units.ts'
import type { HubField } from './hub-schema.ts'
import type { Modifiers } from './rule-modifiers.ts'
import { textOf } from './value-text.ts'
import { inDocument, type ValueCodec } from './value-codec.ts'

/** The decimal codec of a rule; also used by totals, whose number is no field of the hub. */
export function decimalCodec(modifiers: Modifiers, field: HubField): ValueCodec | string {
  const { unit } = modifiers
  const scale = modifiers.fixedScale ?? modifiers.scale
  const hubUnit = field.unit ?? (unit === undefined ? undefined : hubUnitFor(unit))
  const toHub = unit === undefined ? undefined : unitConversion(unit, hubUnit ?? unit)
  const toMessage = unit === undefined ? undefined : unitConversion(hubUnit ?? unit, unit)
  if (unit !== undefined && (toHub === undefined || toMessage === undefined)) {
    return `\`unit: ${unit}\` cannot be turned into the hub's ${hubUnit ?? 'unit'}; known units are ${KNOWN_UNITS.join(', ')}`
  }
  if (toHub?.exact === false)
    return `\`unit: ${unit ?? ''}\` does not turn into finite decimals of ${hubUnit ?? ''}`
  if (toMessage?.exact === false && scale === undefined)
    return `\`unit: ${unit ?? ''}\` needs \`scale\`, because ${hubUnit ?? ''} does not turn into it exactly`
  return {
    read: (text) => (toHub === undefined ? canonicalDecimal(text) : toHub.convert(text)),
    write(value, notes) {
      const hub = inDocument(() =>
        canonicalDecimal(typeof value === 'number' ? String(value) : textOf(value)),
      )
      const exact = toMessage?.convert(hub, scale) ?? hub
      const rounded = scale === undefined ? exact : roundDecimal(exact, scale)
      const recovered = toMessage?.exact === false ? (toHub?.convert(rounded) ?? rounded) : rounded
      const original = toMessage?.exact === false ? hub : exact
      if (compareDecimals(recovered, original) !== 0)
        notes.changed = `rounded half up to ${scale ?? 0} decimals`
      return modifiers.fixedScale === undefined ? rounded : padDecimal(rounded, modifiers.fixedScale)
    },
  }
}
