import type { Compiler, Site } from './compiler.ts'
import { compileConditions } from './compile-conditions.ts'
import {
  coverBeside,
  coverWith,
  fieldParts,
  type LeafSource,
  newSlot,
  place,
  plainPath,
} from './compile-parts.ts'
import type { FieldParts } from './leaf.ts'
import { type Form, formsRule } from './leaf-forms.ts'
import {
  type FormField,
  type FormsAction,
  type FormSource,
  PLACEHOLDER,
  placeholdersOf,
} from './rule-forms.ts'

interface NamedField {
  readonly source: FormField
  readonly parts: FieldParts
}

/** Compiles a rule whose text is in one of several forms. */
export function compileForms(compiler: Compiler, rule: LeafSource, action: FormsAction, site: Site): void {
  const conditions = compileConditions(compiler, rule, site)
  coverBeside(compiler, conditions)
  const fields = action.fields.flatMap((field) => compileField(compiler, rule, field, site) ?? [])
  if (fields.length < action.fields.length) return
  const forms = action.forms.map((form) => compileForm(compiler, rule, form, fields, site))
  const parts = fields.map((field) => field.parts)
  const slot = newSlot(compiler, rule, site, 'kept')
  place(compiler, rule.at, site, formsRule({ slot, forms, fields: parts, conditions }), rule.line)
}

/** Which of the fields are written depends on the form, so that each is marked when it is. */
function compileField(
  compiler: Compiler,
  rule: LeafSource,
  source: FormField,
  site: Site,
): NamedField | undefined {
  const path = plainPath(compiler, rule, 'is', source.path, site)
  if (path === undefined) return undefined
  const own = { ...rule, modifiers: source.modifiers }
  const conditions = { ...compileConditions(compiler, own, site), sometimes: true }
  coverWith(compiler, path, conditions)
  const parts = fieldParts(compiler, own, newSlot(compiler, own, site, 'kept', path), path, conditions)
  return parts && { source, parts }
}

function compileForm(
  compiler: Compiler,
  rule: LeafSource,
  { text, with: beside }: FormSource,
  fields: readonly NamedField[],
  site: Site,
): Form {
  const names = placeholdersOf(text)
  const conditions = compileConditions(
    compiler,
    { ...rule, modifiers: { ...rule.modifiers, needs: undefined, unless: undefined, with: beside } },
    site,
  )
  coverBeside(compiler, conditions)
  // Two placeholders may be one field in two notations: where one of them stands, the other has nothing to add.
  const own = fields.filter(({ source }) => names.includes(source.name))
  const said = new Set([...own.map(({ source }) => source), ...(beside ?? [])].map(({ path }) => path.text))
  return {
    text,
    pattern: patternOf(text, fields),
    between: text.split(PLACEHOLDER).filter((_, index) => index % 2 === 0),
    fields: names.flatMap((name) => fields.find(({ source }) => source.name === name)?.parts ?? []),
    others: fields
      .filter(({ source }) => !names.includes(source.name) && !said.has(source.path.text))
      .map(({ parts }) => parts),
    beside: conditions.beside,
  }
}

/** A number is taken as digits, whatever else up to the next fixed text; a space may be missing or wider. */
function patternOf(text: string, fields: readonly NamedField[]): RegExp {
  const parts = text.split(PLACEHOLDER).map((part, index) => {
    if (index % 2 === 0)
      return part
        .split(/\s+/)
        .map(escaped)
        .join(String.raw`\s*`)
    const type = fields.find(({ source }) => source.name === part)?.source.modifiers.type
    return type === 'decimal' || type === 'integer' ? String.raw`(\d+(?:\.\d+)?)` : '(.+?)'
  })
  return new RegExp(`^${parts.join('')}$`, 'u')
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+./?[\\\]^{|}-]/g, String.raw`\$&`)
}
