/**
 * Whether a statement is told to this agency: why not, or undefined. Where the agency has not said who it is, whom the
 * first statement is to: all that come over the connections of one client are to one.
 */
export type Addressee = (told: string) => string | undefined

/** @param agency partner id */
export function addresseeOf(agency?: string): Addressee {
  let known = agency
  return (told) => {
    known ??= told
    return told === known ? undefined : `The statement is told to ${told} and not to ${known}`
  }
}
