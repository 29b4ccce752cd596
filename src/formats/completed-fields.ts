import type { Format } from './catalogue.ts'

/** Hub fields that reading a message of the format completes without a rule: see `completeResponse`. */
export function completedFields({ kind }: Pick<Format, 'kind'>): readonly string[] {
  return kind === 'acknowledgement'
    ? ['response.functionalReferenceId', 'response.level', 'response.outcome']
    : []
}
