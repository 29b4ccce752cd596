import { asKhorgosError, KhorgosError } from '../errors.ts'
import type { JsonValue } from '../model/json.ts'
import type { MutableValue } from './document-path.ts'
import { hasValue } from './hub-path.ts'
import { assignBeside, assignText, type Conditions, type FieldParts, fieldText, markBeside } from './leaf.ts'
import type { Leaf, LeafRule, ReadRun, Run, Slot, WriteRun } from './plan.ts'

/** One form of the text, compiled. */
export interface Form {
  readonly text: string
  /** Of the whole text, with one group for each placeholder. */
  readonly pattern: RegExp
  /** Fields of the placeholders, in their order. */
  readonly fields: readonly FieldParts[]
  /** Fields of the rule that this form has no place for: it may be used only when they have no value. */
  readonly others: readonly FieldParts[]
  readonly beside: Conditions['beside']
  /** The text between the placeholders, one more than there are of them. */
  readonly between: readonly string[]
}

export interface FormsParts {
  readonly slot: Slot
  readonly forms: readonly Form[]
  readonly fields: readonly FieldParts[]
  readonly conditions: Conditions
}

/** `forms`: one text that means several fields, such as a change of heading with a percentage. */
export function formsRule({ slot, forms, fields, conditions }: FormsParts): LeafRule {
  // A form for one value of a field goes before those for any value of it.
  const narrowest = forms.toSorted((one, other) => other.beside.length - one.beside.length)
  return {
    slot,
    preset: undefined,
    writes: 'value',
    read(text, leaf, item, run) {
      if (!conditions.readable(run)) return false
      readForm(forms, text, leaf, item, run)
      assignBeside(conditions.beside, item, run)
      return true
    },
    write(item, run) {
      if (!conditions.writable(item, run)) return undefined
      const form = narrowest.find((each) => fits(each, item, run))
      if (form !== undefined) {
        markBeside(conditions.beside, item, run)
        return written(form, forms, item, run)
      }
      const said = fields.filter(({ access }) => hasValue(access.get(item, run)))
      if (said.length === 0) return undefined
      throw new KhorgosError(
        'OUTPUT_INVALID',
        `None of the forms ${forms.map((each) => `"${each.text}"`).join(', ')} can say ${said.map((field) => field.slot.document).join(' and ')} together.`,
      )
    },
  }
}

function readForm(forms: readonly Form[], text: string, leaf: Leaf, item: MutableValue, run: ReadRun): void {
  const found = formOf(forms, text, run)
  if ('fault' in found) throw found.fault
  const { form, values } = found
  for (const [index, field] of form.fields.entries()) assignText(field, values[index] ?? '', leaf, item, run)
  assignBeside(form.beside, item, run)
}

type Found = { readonly form: Form; readonly values: readonly string[] } | { readonly fault: KhorgosError }

/** @returns the first form whose text matches and whose values can be read; of several faults the first. */
function formOf(forms: readonly Form[], text: string, run: Run): Found {
  let fault: KhorgosError | undefined
  for (const form of forms) {
    const values = form.pattern.exec(text)?.slice(1)
    if (values === undefined) continue
    try {
      for (const [index, { codec }] of form.fields.entries()) codec.read(values[index] ?? '', run)
      return { form, values }
    } catch (error) {
      fault ??= asKhorgosError(error)
    }
  }
  const texts = forms.map((form) => `"${form.text}"`).join(', ')
  fault ??= new KhorgosError('FIELD_INVALID', `"${text}" is written in none of the forms ${texts}.`)
  return { fault }
}

function fits(form: Form, item: JsonValue | undefined, run: WriteRun): boolean {
  return (
    form.fields.every(({ access }) => hasValue(access.get(item, run))) &&
    form.beside.every(({ access, value }) => access.get(item, run) === value) &&
    !form.others.some(({ access }) => hasValue(access.get(item, run)))
  )
}

function written(form: Form, forms: readonly Form[], item: JsonValue | undefined, run: WriteRun): string {
  const values = form.fields.map((field) => fieldText(field, item, run) ?? '')
  const text = form.between.reduce((all, between, index) => all + (values[index - 1] ?? '') + between)
  // A form without values says what it says; another form that reads it is its author's choice.
  if (values.length > 0) refuseMistakable(text, values, form, forms, run)
  markBeside(form.beside, item, run)
  if (form.fields.length === 0) {
    run.valueCount += 1
    run.sourceCount += 1
  }
  return text
}

/** @throws KhorgosError OUTPUT_INVALID where reading would find another form or other values: a plate with a slash. */
function refuseMistakable(
  text: string,
  values: readonly string[],
  form: Form,
  forms: readonly Form[],
  run: WriteRun,
): void {
  const found = formOf(forms, text, run)
  const isSame =
    'form' in found &&
    found.form.text === form.text &&
    found.values.every((value, index) => value === values[index]?.trim())
  if (isSame) return
  throw new KhorgosError('OUTPUT_INVALID', `"${text}" would be read as something else than "${form.text}".`)
}
