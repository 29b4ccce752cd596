/**
 * Paths in a message: `Bol_id/Bol_reference`, `Mass/@unitCode`, `Communication[TypeID=TE]/ID`, `cat:Name`, `.`.
 */
export interface MessagePath {
  readonly text: string
  readonly steps: readonly MessageStep[]
  /** Local name of the attribute at the end; undefined for an element. */
  readonly attribute: string | undefined
}

export interface MessageStep {
  readonly name: string
  /** '' for the format's own namespace. */
  readonly prefix: string
  readonly condition: StepCondition | undefined
}

/** Only elements whose child, or attribute when the name starts with `@`, has this text. */
export interface StepCondition {
  readonly name: string
  readonly value: string
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_.-]*`
const STEP = new RegExp(`^(?:(${NAME}):)?(${NAME})(?:\\[(@?${NAME})=([^\\]]*)\\])?$`, 'u')
const ATTRIBUTE = new RegExp(`^@(${NAME})$`, 'u')

/** @returns the path; a sentence that says what is wrong with it. */
export function parseMessagePath(text: string): MessagePath | string {
  if (text === '.') return { text, steps: [], attribute: undefined }
  const pieces = text.split(/\/(?![^[]*\])/)
  const attribute = ATTRIBUTE.exec(pieces.at(-1) ?? '')?.[1]
  const steps = (attribute === undefined ? pieces : pieces.slice(0, -1)).map(parseStep)
  const wrong = steps.findIndex((step) => step === undefined)
  if (wrong >= 0)
    return `"${pieces[wrong] ?? ''}" is no step of a message path; write names with "/" between them, an attribute last with "@"`
  return { text, steps: steps.filter((step) => step !== undefined), attribute }
}

function parseStep(piece: string): MessageStep | undefined {
  const match = STEP.exec(piece)
  if (match?.[2] === undefined) return undefined
  const condition = match[3] === undefined ? undefined : { name: match[3], value: match[4] ?? '' }
  return { name: match[2], prefix: match[1] ?? '', condition }
}
