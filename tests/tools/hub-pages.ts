import { documentFields, type Field, SCHEMA_NAMES, schemaOf } from './hub-fields.ts'

const WCO = /^WCO (?<ids>[A-Z]?\d{3}(?:\/[A-Z]\d{3})*) (?<meaning>[^]*)$/
const WCO_CLASS = /^WCO class(?:es)? (?<meaning>(?<name>\w+)[^]*)$/

const INTRODUCTION = `# Hub documents

<!-- Printed from schemas/canonical by \`npm run generate:types\`; a test fails when it is not the same. -->

A message of any standard is read into one or more of these documents and written from them. They are named after
classes of the WCO Data Model, and each field says which element of it it is; what the model has no element for is
told in our own words. The schemas are closed: a field that is not here is refused.

- **Parts** are shared by the documents; their names link from the tables.
- **Numbers** are exact decimal texts, never floating point. Masses are in kg (\`KGM\`), volumes in m³ (\`MTQ\`).
- **Moments** carry an offset; where the source has a day only, they are a day.
- **Identifiers** of parties say which register they are from.
- **Coded** fields name their list, a file in \`schemas/canonical/codes\`. Beside a coded field, \`<field>Source\` keeps the
  code of the sender's list where the hub's says less; a *ListedCode* is a code the hub does not translate at all.
- \`*\` marks a field that must be there (further conditions stand in the schema), \`[]\` a list with the most items it
  may have. The column WCO holds the id of a data element, or the *class*.
`

/** @returns the text of `docs/hub-documents.md` as it should be now. */
export function hubPage(): string {
  const [parts, ...documents] = SCHEMA_NAMES.map((name) => documentFields(schemaOf(name)))
  const index = SCHEMA_NAMES.slice(1).map((name) => `- [${name}](#${name})`)
  const sections = documents.map((fields) => section(fields[0]?.path ?? '', fields))
  const partSections = groupByDefinition(parts ?? []).map(([name, fields]) => partSection(name, fields))
  return [INTRODUCTION, index.join('\n'), '', ...sections, '## Parts\n', ...partSections].join('\n')
}

function section(name: string, fields: readonly Field[]): string {
  const description = (fields[0]?.description ?? '').replace('Hub document: ', '')
  const own = fields.filter(({ path }) => !path.includes('.$defs.'))
  const local = groupByDefinition(fields).map(([part, inner]) => partSection(part, inner))
  return [`## ${name}\n`, `${capital(description)}\n`, table(name, own.slice(1)), ...local].join('\n')
}

function partSection(name: string, fields: readonly Field[]): string {
  const [itself, ...inner] = fields
  const prefix = itself?.path ?? ''
  const text = `${meaningOf(itself?.description ?? '')}${itself?.pattern === undefined ? '' : ` Pattern: \`${escape(itself.pattern)}\``}`
  return [`### ${name}\n`, `${text}\n`, ...(inner.length > 0 ? [table(prefix, inner)] : [])].join('\n')
}

function groupByDefinition(fields: readonly Field[]): [string, Field[]][] {
  const groups = new Map<string, Field[]>()
  for (const field of fields) {
    const name = /\.\$defs\.(?<name>\w+)/.exec(field.path)?.groups?.['name']
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), field])
  }
  return [...groups]
}

function table(prefix: string, fields: readonly Field[]): string {
  const rows = fields
    .filter(({ path }) => !path.endsWith('[]'))
    .map((field) => {
      const item = fields.find(({ path }) => path === `${field.path}[]`)
      const name = `\`${field.path.slice(prefix.length + 1)}\`${field.required ? ' *' : ''}`
      return `| ${name} | ${kindOf(field, item)} | ${wcoOf(field)} | ${meaningOf(field.description)} |`
    })
  return ['| field | holds | WCO | meaning |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function kindOf(field: Field, item: Field | undefined): string {
  if (field.type === 'array')
    return `${item === undefined ? '' : `${kindOf(item, undefined)} `}[] ≤ ${field.maxItems ?? '∞'}`
  if (field.part !== undefined)
    return `[${field.part}](#${field.part.toLowerCase()})${field.unit === undefined ? '' : ` ${field.unit}`}`
  if (field.codeList !== undefined) return `code of \`${field.codeList}\``
  if (field.values !== undefined) return field.values.map((value) => `\`${value}\``).join(', ')
  if (field.type === 'string') return `text${field.maxLength === undefined ? '' : ` ≤ ${field.maxLength}`}`
  return field.type ?? ''
}

function wcoOf({ description }: Field): string {
  const { ids } = WCO.exec(description)?.groups ?? {}
  const { name } = WCO_CLASS.exec(description)?.groups ?? {}
  return ids ?? (name === undefined ? '' : `*${name}*`)
}

function meaningOf(description: string): string {
  const meaning = (WCO.exec(description) ?? WCO_CLASS.exec(description))?.groups?.['meaning'] ?? description
  return escape(capital(meaning.replace(/; no WCO (?:id|class)\b/, '').replace(/\. No WCO id$/, '')))
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
const escape = (text: string): string => text.replaceAll('|', String.raw`\|`)
