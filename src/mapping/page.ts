import { basename } from 'node:path'
import type { ShapeElement } from '../model/message-shape.ts'
import type { MappingSource } from './load.ts'
import { lossyOf } from './lossy.ts'
import { outlineOf, type OutlineRule } from './outline.ts'

/** The mapping of one format for people: Markdown, made of the mapping file and the format's schema. */
export function mappingPage(source: MappingSource, shape: ShapeElement | undefined): string {
  const { head, file } = source
  return [
    `# ${head.title}`,
    '',
    `<!-- Made by \`npm run generate:pages\` from ${basename(file)} and its schema; changes belong there. -->`,
    '',
    ...table(['what', 'value'], facts(source)),
    '',
    '## Fields',
    '',
    'In the order of the message. `→` is read into the hub, `←` is written from it or by the envelope, `=` is written and must be so when it is read.',
    '',
    ...table(
      ['place in the message', 'occurs', 'content', 'WCO', 'way', 'hub field', 'notation', 'losses'],
      outlineOf(source).map((rule) => fieldRow(source, rule, shape)),
    ),
    ...omissions(source),
    ...codeLists(source),
    '',
  ].join('\n')
}

function facts({ head, file }: MappingSource): string[][] {
  const when = head.when.map(
    ({ path, is }) =>
      `\`${path.text}\` ${typeof is === 'boolean' ? (is ? 'there' : 'absent') : `= ${is.join(' or ')}`}`,
  )
  return [
    ['format', `\`${head.format}\``],
    ['kind', head.kind],
    ['root', `\`${head.rootName}\`${head.namespace === '' ? ', no namespace' : ` in \`${head.namespace}\``}`],
    ...(when.length === 0 ? [] : [['told apart by', when.join(', ')]]),
    [
      'hub documents',
      head.aliases
        .filter(({ made }) => made)
        .map(({ schema }) => schema.document)
        .join(', '),
    ],
    ['times without offset', head.timeZone],
    ['message id', head.messageId.map(({ text }) => `\`${text}\``).join(' / ') || 'none'],
    ['files', `\`${basename(file)}\`, \`${basename(head.schemaFile)}\``],
  ]
}

function fieldRow(source: MappingSource, rule: OutlineRule, shape: ShapeElement | undefined): string[] {
  const { modifiers, message, fields } = rule
  const place = shape === undefined ? undefined : placeIn(shape, rule)
  const { reading, writing } = lossyOf(source, rule)
  const losses = [
    ...(rule.action.kind === 'drop' ? [`dropped: ${rule.action.text}`] : []),
    ...reading,
    ...writing,
  ]
  return [
    `\`${message}\``,
    place?.occurs ?? '',
    place?.content ?? '',
    modifiers.wco ?? '',
    wayOf(rule),
    [...new Set(fields.map(({ pattern }) => `\`${pattern}\``))].join(' '),
    notation(rule),
    losses.join('; '),
  ]
}

function placeIn(
  shape: ShapeElement,
  { steps, attribute }: OutlineRule,
): { occurs: string; content: string } | undefined {
  let here: ShapeElement | undefined = shape
  for (const step of steps.slice(1)) here = here?.children().find(({ name }) => name === step.name)
  if (here === undefined) return undefined
  if (attribute !== undefined) {
    const found = here.attributes().find(({ name }) => name === attribute)
    return found && { occurs: found.required ? '1' : '0..1', content: found.text }
  }
  return {
    occurs: `${here.required ? '1' : '0'}${here.repeats ? '..n' : here.required ? '' : '..1'}`,
    content: here.text,
  }
}

const WAYS: Partial<Record<OutlineRule['action']['kind'], string>> = {
  drop: '–',
  constant: '=',
  count: '=',
  sum: '=',
  context: '←',
}

function wayOf({ reads, writes, action }: OutlineRule): string {
  if (action.kind === 'position') return action.path === undefined ? '←' : '→'
  return WAYS[action.kind] ?? `${reads ? '→' : ''}${writes ? '←' : ''}`
}

/** How the value is written, and on which conditions. */
function notation({ action, modifiers }: OutlineRule): string {
  const { type, format, code, unit, scale, fixedScale, truncate, assume, unless, needs } = modifiers
  const { identifier, latin } = modifiers
  return [
    ...actionNotation(action),
    ...(code === undefined ? [] : [`list ${code}`]),
    ...(type === undefined && format === undefined
      ? []
      : [[type, format && `\`${format}\``].filter(Boolean).join(' ')]),
    ...(unit === undefined ? [] : [`in ${unit}`]),
    ...(scale === undefined ? [] : [`at most ${scale} decimals`]),
    ...(fixedScale === undefined ? [] : [`${fixedScale} decimals`]),
    ...(identifier === undefined ? [] : [`number of ${identifier.join(' or ')}`]),
    ...(latin === undefined ? [] : [`Latin by ${latin.table}${latin.orOriginal ? ' or original' : ''}`]),
    ...(modifiers.pieces === undefined ? [] : [`in pieces of ${modifiers.pieces} characters`]),
    ...(modifiers.rest === undefined ? [] : [`goes on in \`${modifiers.rest.text}\``]),
    ...(modifiers.absent === undefined ? [] : [`without a value \`<${modifiers.absent}/>\``]),
    ...(truncate === undefined ? [] : [`at most ${truncate} characters`]),
    ...(modifiers.default === undefined ? [] : [`else written \`${modifiers.default}\``]),
    ...(assume === undefined ? [] : [`else read as \`${assume}\``]),
    ...(modifiers.with ?? []).map(({ path, text }) => `with \`${path.text}\` = \`${text}\``),
    ...(unless === undefined ? [] : [`not beside \`${unless.text}\``]),
    ...(needs === undefined ? [] : [`needs \`${needs.text}\``]),
  ].join(', ')
}

function actionNotation(action: OutlineRule['action']): string[] {
  switch (action.kind) {
    case 'constant':
      return [`always \`${action.text}\``]
    case 'context':
      return [`envelope: ${action.text}`]
    case 'count':
    case 'sum':
      return [`${action.kind} of \`${action.path.text}\``]
    case 'position':
      return [action.path === undefined ? 'position, from 1' : 'numbered by its position, from 1']
    case 'each':
      return ['repeats']
    case 'list':
      return [`a list, parted by \`${action.separator}\``]
    case 'forms':
      return [`in the forms ${action.forms.map(({ text }) => `\`${text}\``).join(' ')}`]
    case 'join':
      return [`joined with ${[...new Set(action.separators.map((each) => `\`${each}\``))].join(' ')}`]
    case 'is':
    case 'read':
    case 'write':
    case 'group':
    case 'drop':
      return []
  }
}

function omissions({ head }: MappingSource): string[] {
  const rows = [...(head.omits?.entries ?? [])].map(([path, reason]) => [
    `\`${path}\``,
    reason.kind === 'text' ? reason.text : '',
  ])
  return rows.length === 0
    ? []
    : ['', '## Hub fields it cannot carry', '', ...table(['hub field', 'why'], rows)]
}

function codeLists({ head }: MappingSource): string[] {
  const rows = [...head.codes].map(([name, { rows: codes }]) => [
    name,
    String(codes.length),
    String(codes.filter(({ direction }) => direction !== 'both').length),
  ])
  return rows.length === 0 ? [] : ['', '## Code lists', '', ...table(['list', 'rows', 'one way only'], rows)]
}

/** Cells are texts of mapping files; a bar or line end in one would end the cell (GitHub Flavored Markdown 4.10). */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`).replaceAll(/\s+/g, ' ')).join(' | ')} |`
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)]
}
