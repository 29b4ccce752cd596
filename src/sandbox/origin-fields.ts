import type { Trip } from './samples.ts'
import { digits, type Fields } from './sample-fields.ts'

/** Countries whose certificates the sandbox tells of, with their samples and how they number. */
export const ISSUERS = {
  LA: {
    formE: 'asean-form-e-laos.xml',
    declaration: 'decmessage-import-laos.xml',
    timeZone: 'Asia/Vientiane',
    serialDigits: 10,
  },
  KH: {
    formE: 'asean-form-e-cambodia.xml',
    declaration: 'decmessage-import-cambodia.xml',
    timeZone: 'Asia/Phnom_Penh',
    serialDigits: 10,
  },
  MM: {
    formE: 'asean-form-e-myanmar.xml',
    declaration: 'decmessage-import-myanmar.xml',
    timeZone: 'Asia/Yangon',
    serialDigits: 9,
  },
} as const

export type Issuer = keyof typeof ISSUERS

const BEIJING = 'Asia/Shanghai'

/** Year, country and the end of month to second: two certificates of one second would have the same. */
export function certificateNumber({ at }: Trip, issuer: Issuer): string {
  const { timeZone, serialDigits } = ISSUERS[issuer]
  const now = digits(at, timeZone)
  return `E${now.slice(2, 4)}${issuer}${now.slice(4, 14).slice(-serialDigits)}`
}

/** Issued on the day of the trip. */
export function certificateFields(trip: Trip, issuer: Issuer): Fields {
  const { number, at } = trip
  const now = digits(at, ISSUERS[issuer].timeZone)
  const day = `${now.slice(0, 4)}-${now.slice(4, 6)}-${now.slice(6, 8)}`
  return (path) => {
    switch (path) {
      case 'FunctionalReferenceID':
        return `${issuer}-EFE-${number}`
      case 'ID':
        return certificateNumber(trip, issuer)
      case 'IssueDate':
      case 'Consignment/DepartureDate':
      case 'Exporter/Authentication/AuthenticationDate':
      case 'IssuingAuthority/Authentication/AuthenticationDate':
      case 'GovernmentAgencyGoodsItem/Invoice/IssueDate':
        return day
      default:
        return undefined
    }
  }
}

/** Declared on the day of the trip; every item quotes the certificate. */
export function declarationFields({ at }: Trip, certificate: string): Fields {
  const now = digits(at, BEIJING)
  const day = now.slice(0, 8)
  return (path, text) => {
    switch (path) {
      case 'DecHead/EntryId':
        // Office, year, 1 for imports, nine digits of its own: here the time of the day.
        return `${text.slice(0, 4)}${now.slice(0, 4)}1${now.slice(8, 17)}`
      case 'DecSign/ClientSeqNo':
        return `${text.slice(0, 3)}${now.slice(2, 17)}`
      case 'DecHead/IEDate':
      case 'DecHead/DespDate':
        return day
      case 'DecHead/BillNo':
        return `${text.slice(0, 2)}${now.slice(2, 14)}`
      case 'DecSign/SignDate':
        return `${now.slice(0, 14)}00`
      case 'DecLicenseDocus/LicenseDocu/CertCode':
        return `<02>${certificate}`
      case 'EcoRelation/EcoCertNo':
        return certificate
      default:
        return undefined
    }
  }
}
