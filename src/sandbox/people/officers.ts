/** Somebody whom the sandbox's token issuer knows. */
export interface Officer {
  /** Also the subject of the tokens. */
  readonly id: string
  readonly name: string
  readonly roles: readonly string[]
  readonly offices: readonly string[]
}

/** Customs district of Erenhot road (GACC notice 2009/81). */
const ERENHOT = '0705'
/** Of Jeminay, as its calendar and arrangement have it: a sandbox value, since no trustworthy table of districts is public. */
const JEMINAY = '9408'

/** They do not exist. */
export const OFFICERS: readonly Officer[] = [
  { id: 'erenhot-exit', name: 'Wang Li', roles: ['exit-officer'], offices: [ERENHOT] },
  { id: 'erenhot-entry', name: 'Zhao Min', roles: ['entry-officer'], offices: [ERENHOT] },
  { id: 'jeminay-exit', name: 'Aygul Tursun', roles: ['exit-officer'], offices: [JEMINAY] },
  { id: 'jeminay-entry', name: 'Chen Wei', roles: ['entry-officer'], offices: [JEMINAY] },
  { id: 'supervisor', name: 'Sun Yan', roles: ['supervisor'], offices: [ERENHOT, JEMINAY] },
  { id: 'risk-manager', name: 'Liu Fang', roles: ['risk-manager'], offices: [ERENHOT, JEMINAY] },
  { id: 'analyst', name: 'Ma Jun', roles: ['analyst'], offices: [ERENHOT, JEMINAY] },
]
