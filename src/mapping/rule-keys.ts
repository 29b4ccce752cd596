/** Which keys a rule may have beside which: one table, so that a key without effect is never accepted. */
export const TYPES = ['text', 'integer', 'decimal', 'date', 'dateTime', 'boolean'] as const

export type ValueType = (typeof TYPES)[number]

const NOTATION = ['type', 'format', 'code', 'unit', 'identifier', 'loses', 'wco']
const PAIR = ['date', 'dateFormat', 'time', 'timeFormat']
const READING = ['assume', 'unless', 'with']
const WRITING = ['scale', 'fixedScale', 'default', 'absent', 'latin', 'truncate', 'needs', 'with']

/** Keys of a field inside `forms`: how its value is written, not whether. */
export const FORM_FIELD = ['is', ...NOTATION, 'scale', 'fixedScale']

const BESIDE: Readonly<Record<string, readonly string[]>> = {
  is: [...NOTATION, ...PAIR, ...READING, ...WRITING, 'pieces', 'rest'],
  read: [...NOTATION, ...PAIR, ...READING, 'pieces'],
  write: [...NOTATION, ...PAIR, ...WRITING, 'pieces'],
  each: ['rules', 'blank', 'wco'],
  rules: [],
  constant: ['wco'],
  context: ['type', 'format', 'code', 'truncate', 'wco'],
  list: ['separator', 'type', 'absent', 'wco'],
  forms: ['fields', 'absent', 'unless', 'needs', 'with', 'wco'],
  count: ['default', 'wco'],
  sum: ['type', 'unit', 'scale', 'fixedScale', 'default', 'wco'],
  position: ['wco'],
  join: [
    'separator',
    'whole',
    'type',
    'code',
    'latin',
    'truncate',
    'default',
    'absent',
    'needs',
    'unless',
    'loses',
    'wco',
  ],
  drop: ['wco'],
}

/** The keys of a rule that say what it does; `rules` counts only where there is no `each`. */
export function actionKeys(keys: readonly string[]): string[] {
  return keys.filter((key) => key in BESIDE && !(key === 'rules' && keys.includes('each')))
}

/** @returns every key a rule of this kind may have. */
export function allowedKeys(action: string): readonly string[] {
  return ['at', action, ...(BESIDE[action] ?? [])]
}
