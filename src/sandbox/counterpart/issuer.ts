import type { Formats } from '../../formats/catalogue.ts'
import type { Country } from './country.ts'
import { wcoResponse, type Agency } from './wco-response.ts'

/** Customs that speak for the issuing authorities of their countries. */
const CUSTOMS = {
  LA: { id: 'la-customs', name: 'Lao Customs Department' },
  KH: { id: 'kh-customs', name: 'General Department of Customs and Excise of Cambodia' },
  MM: { id: 'mm-customs', name: 'Myanmar Customs Department' },
} as const

/** Is told what became of the country's certificates of origin, and asked about others; answers at once that it has heard. */
export function issuer(formats: Formats, country: keyof typeof CUSTOMS): Country {
  const { id, name } = CUSTOMS[country]
  const agency: Agency = {
    responsibleCountry: country,
    responsibleAgency: name,
    ground: { validationCode: `${country}-R-001`, description: 'The certificate is not in the register' },
  }
  return {
    id,
    accepts: ['asean-customs-response-r1', 'asean-verification-request-r1'],
    path: '/origin/responses',
    answer: (received, how) => ({ reply: wcoResponse(formats, agency, received, how), push: undefined }),
  }
}
