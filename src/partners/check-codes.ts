import { join } from 'node:path'
import { documentNames } from '../model/documents.ts'
import { loadHubList } from '../model/hub-codes.ts'
import type { LoadedPartner } from './cross-check.ts'
import type { AskRule, InquiryRule, IssueRule, JointControlRule, ReportRule, Route } from './partner.ts'
import type { PartnerPath } from './partner-file.ts'

/** What each list of codes is called to whoever mends the file. */
const NAMES = {
  kind: 'hub document',
  country: 'code of the list country',
  form: 'code of the list certificate-form',
  purpose: 'code of the list verification-purpose',
  crossing: 'code of the list border-crossing',
} as const

type List = keyof typeof NAMES

/** A code of a partner file, where it stands, and the list that must have it. */
interface Named {
  readonly code: string
  readonly list: List
  readonly path: PartnerPath
}

/**
 * What the hub must know of what agreements name: documents, countries, forms, purposes and border crossings.
 * @param canonicalFolder `schemas/canonical`
 * @returns what it does not know, each with file and line
 * @throws KhorgosError CONFIG_INVALID when the hub's own files cannot be read
 */
export function checkCodes(all: readonly LoadedPartner[], canonicalFolder: string): string[] {
  const lists = loadLists(canonicalFolder)
  return all.flatMap(({ partner, file }) => {
    const { routes, issues, jointControl, reports, inquiries, asks } = partner.agreement
    const country = partner.country === undefined ? [] : [partner.country]
    return [
      ...country.map((code) => ({ code, list: 'country' as const, path: ['country'] })),
      ...jointControl.flatMap((rule, at) => codesOfJointControl(rule, ['agreement', 'jointControl', at])),
      ...routes.flatMap((route, at) => codesOfRoute(route, ['agreement', 'routes', at])),
      ...issues.flatMap((rule, at) => codesOfIssue(rule, ['agreement', 'issues', at])),
      ...reports.flatMap((rule, at) => codesOfReport(rule, ['agreement', 'reports', at])),
      ...inquiries.flatMap((rule, at) => codesOfInquiry(rule, ['agreement', 'inquiries', at])),
      ...asks.flatMap((rule, at) => codesOfAsk(rule, ['agreement', 'asks', at])),
    ]
      .filter(({ code, list }) => !lists[list].has(code))
      .map(({ code, list, path }) => `${file.at(path)}: "${code}" is no ${NAMES[list]}`)
  })
}

function loadLists(canonicalFolder: string): Readonly<Record<List, ReadonlySet<string>>> {
  const list = (name: string): ReadonlySet<string> => loadHubList(join(canonicalFolder, 'codes'), name)
  return {
    kind: new Set(documentNames(canonicalFolder)),
    country: list('country'),
    form: list('certificate-form'),
    purpose: list('verification-purpose'),
    crossing: list('border-crossing'),
  }
}

function codesOfRoute({ crossings = [] }: Route, path: PartnerPath): Named[] {
  return crossings.map((code, at) => ({ code, list: 'crossing', path: [...path, 'crossings', at] }))
}

function codesOfJointControl({ crossings, document, about }: JointControlRule, path: PartnerPath): Named[] {
  return [
    { code: document, list: 'kind', path: [...path, 'document'] },
    ...(about === undefined ? [] : [{ code: about, list: 'kind' as const, path: [...path, 'about'] }]),
    ...crossings.map((code, at) => ({ code, list: 'crossing' as const, path: [...path, 'crossings', at] })),
  ]
}

/** Kind, issuer and forms are those of a rule under `issues`, which has been looked at. */
function codesOfReport({ purposes, office }: ReportRule, path: PartnerPath): Named[] {
  const country = office?.countryCode
  return [
    ...purposes.map((code, at) => ({ code, list: 'purpose' as const, path: [...path, 'purposes', at] })),
    ...(country === undefined
      ? []
      : [{ code: country, list: 'country' as const, path: [...path, 'office', 'countryCode'] }]),
  ]
}

function codesOfIssue({ kind, issuer, forms }: IssueRule, path: PartnerPath): Named[] {
  const named = forms.filter((form) => form !== '')
  return [
    { code: kind, list: 'kind', path: [...path, 'kind'] },
    { code: issuer, list: 'country', path: [...path, 'issuer'] },
    ...named.map((code, at) => ({ code, list: 'form' as const, path: [...path, 'forms', at] })),
  ]
}

/** Its kind, issuer and forms are those of what the partner vouches for. */
function codesOfInquiry({ requester }: InquiryRule, path: PartnerPath): Named[] {
  return [{ code: requester.countryCode, list: 'country', path: [...path, 'requester', 'countryCode'] }]
}

function codesOfAsk({ kind, issuers, purposes }: AskRule, path: PartnerPath): Named[] {
  return [
    { code: kind, list: 'kind', path: [...path, 'kind'] },
    ...issuers.map((code, at) => ({ code, list: 'country' as const, path: [...path, 'issuers', at] })),
    ...purposes.map((code, at) => ({ code, list: 'purpose' as const, path: [...path, 'purposes', at] })),
  ]
}
