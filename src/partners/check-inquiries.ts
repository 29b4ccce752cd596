import { isTimeZone } from '../model/time-zone.ts'
import type { LoadedPartner } from './cross-check.ts'
import { deliveryProblems } from './delivery-problems.ts'
import type { InquiryRule, Partner } from './partner.ts'

/** An authority is asked about its own documents, and can be reached and answer. Each problem with file and line. */
export function checkInquiries(loaded: LoadedPartner): string[] {
  const { partner, file } = loaded
  const { inquiries } = partner.agreement
  const seen = new Set<string>()
  return inquiries.flatMap((rule, place) => {
    const problem = (key: keyof InquiryRule | 'within' | 'reminders', sentence: string): string =>
      `${file.at(['agreement', 'inquiries', place, key])}: ${partner.id} ${sentence}`
    return [
      ...documentsOf(rule).flatMap(({ name, form }) => [
        ...(vouchesFor(partner, rule, form)
          ? []
          : [problem('kind', `is asked about ${name}, for which it does not vouch`)]),
        ...(seen.size === seen.add(name).size
          ? [problem('kind', `is asked about ${name} by an earlier rule`)]
          : []),
      ]),
      ...(partner.agreement.sends.includes(rule.reply)
        ? []
        : [problem('reply', `answers by ${rule.reply}, which is not in "sends"`)]),
      ...deliveryProblems(loaded).map((sentence) => problem('as', `is asked and ${sentence}`)),
      ...(isAscending([...rule.reminderDays, rule.withinDays])
        ? []
        : [
            problem(
              'reminders',
              'is reminded after ever more days, and before its time is over, or not at all',
            ),
          ]),
      ...(isTimeZone(rule.timeZone) ? [] : [problem('timeZone', `is in no time zone "${rule.timeZone}"`)]),
    ]
  })
}

/** Who may have an authority asked needs one that can be. */
export function checkInquirers(all: readonly LoadedPartner[]): string[] {
  const rules = all.flatMap(({ partner }) => partner.agreement.inquiries)
  return all.flatMap(({ partner, file }) =>
    partner.agreement.asks.flatMap(({ kind, issuers, inquires }, place) =>
      !inquires || rules.some((rule) => rule.kind === kind && issuers.includes(rule.issuer))
        ? []
        : [
            `${file.at(['agreement', 'asks', place, 'inquires'])}: ${partner.id} inquires about ${kind}, and nobody can be asked`,
          ],
    ),
  )
}

function documentsOf({
  kind,
  issuer,
  forms,
}: InquiryRule): { readonly name: string; readonly form: string }[] {
  return forms.map((form) => ({ form, name: [kind, issuer, form].filter((word) => word !== '').join(' ') }))
}

function vouchesFor({ agreement }: Partner, { kind, issuer }: InquiryRule, form: string): boolean {
  return agreement.issues.some(
    (issue) => issue.kind === kind && issue.issuer === issuer && issue.forms.includes(form),
  )
}

function isAscending(days: readonly number[]): boolean {
  return days.every((each, place) => each > (days[place - 1] ?? 0))
}
