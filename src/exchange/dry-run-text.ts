import { lossTable } from '../mapping/loss-table.ts'
import type { DryRun, Finding } from './dry-run.ts'
import type { TriedSignature } from './dry-run-signature.ts'

/** A dry run for people: the verdict, each signature, each error with its place, and the table of losses. */
export function dryRunText(tried: Omit<DryRun, 'kind'>): string {
  const found = tried.from.length === 0 ? 'a message of no known format' : tried.from.join(' with ')
  const verdict = tried.convertible ? 'can be converted' : 'cannot be converted'
  const signatures = tried.signatures.map((each) => `signature: ${signatureText(each)}`)
  const table = tried.lossReport === undefined ? [] : ['', lossTable(tried.lossReport)]
  return [
    `${found} → ${tried.to}: ${verdict}`,
    ...signatures,
    ...tried.errors.map(findingText),
    ...table,
    '',
  ].join('\n')
}

/** `CODE_UNKNOWN: "ZZ" is not in the list CN001 (at /Awmds/…/Nationality, line 14)` */
export function findingText({ code, detail, place }: Finding): string {
  if (place === undefined) return `${code}: ${detail}`
  const line = place.line === undefined ? '' : `, line ${place.line}`
  const wco = place.wcoId === undefined ? '' : `, WCO ${place.wcoId}`
  return `${code}: ${detail} (at ${place.path}${line}${wco})`
}

function signatureText(signature: TriedSignature): string {
  switch (signature.state) {
    case 'absent':
      return 'absent; a dry run needs none, an exchange does'
    case 'not-tried':
      return 'there is one; it was not tried'
    case 'verified':
      return `verified, key ${signature.verdict.keyId}`
    case 'not-verified':
      return `not verified, ${signature.code}: ${signature.detail}`
  }
}
