const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
/** As long as the column of the database; counted in code points, as that does. */
const KEY = /^[^\p{Cc}\p{Surrogate}]{1,128}$/u

/** Whether that may be the id of a case or of an act: a UUID in small letters. */
export function isId(text: string): boolean {
  return ID.test(text)
}

/** Whether a case may be about that. */
export function isCaseKey(text: string): boolean {
  return KEY.test(text)
}
