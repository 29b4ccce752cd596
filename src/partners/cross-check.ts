import { checkInquirers, checkInquiries } from './check-inquiries.ts'
import { deliveryProblems } from './delivery-problems.ts'
import type { Partner, Route } from './partner.ts'
import type { PartnerFile, PartnerPath } from './partner-file.ts'

export interface LoadedPartner {
  readonly partner: Partner
  readonly file: PartnerFile
}

/** What no file can know by itself: whether the files fit each other. Each problem with file and line. */
export function crossCheck(all: readonly LoadedPartner[]): string[] {
  return [
    ...repeated(all, ['id'], 'has the id', ({ id }) => [id]),
    ...repeated(all, ['connections'], 'shares a client certificate key', ({ connections }) => connections),
    // A signature must say which partner made it.
    ...repeated(all, ['clientKeys'], 'shares a client key', ({ clientKeys }) => [
      ...new Set(clientKeys.map(({ keyId }) => keyId)),
    ]),
    ...repeated(all, ['keys'], 'shares a signing key', ({ keys }) => [
      ...new Set(keys.map(({ keyId }) => keyId)),
    ]),
    ...all.flatMap((each) => checkRoutes(each, all)),
    ...all.flatMap(checkKeeps),
    ...checkIssues(all),
    ...all.flatMap(checkReports),
    ...checkJointControl(all),
    ...all.flatMap(checkAsks),
    ...all.flatMap(checkInquiries),
    ...checkInquirers(all),
  ]
}

function repeated(
  all: readonly LoadedPartner[],
  path: PartnerPath,
  what: string,
  marks: (partner: Partner) => readonly string[],
): string[] {
  const first = new Map<string, LoadedPartner>()
  return all.flatMap((each) =>
    marks(each.partner).flatMap((mark) => {
      const other = first.get(mark)
      if (other === undefined) first.set(mark, each)
      return other === undefined
        ? []
        : [`${each.file.at(path)}: ${each.partner.id} ${what} of ${other.file.name}`]
    }),
  )
}

function checkRoutes({ partner, file }: LoadedPartner, all: readonly LoadedPartner[]): string[] {
  const { routes, sends } = partner.agreement
  return routes.flatMap((route, place) => {
    const problem = (key: keyof Route, sentence: string): string =>
      `${file.at(['agreement', 'routes', place, key])}: route ${route.name} ${sentence}`
    const earlier = routes.slice(0, place)
    const formats = [route.on, route.with].flatMap((format) => format ?? [])
    const receiver = all.find(({ partner: { id } }) => id === route.to)
    return [
      ...(earlier.some(({ name }) => name === route.name)
        ? [problem('name', 'has the name of another route')]
        : []),
      ...formats
        .filter((format) => !sends.includes(format))
        .map((format) => problem('on', `needs ${format}, which is not in "sends"`)),
      ...formats
        .filter((format) => earlier.some((other) => begins(other, format) && takesAll(other, route)))
        .map((format) => problem('on', `is never taken: ${format} begins another route`)),
      ...(route.crossings ?? [])
        .filter((crossing) =>
          earlier.some((other) => begins(other, route.on) && other.crossings?.includes(crossing)),
        )
        .map((crossing) =>
          problem('crossings', `names ${crossing}, which an earlier route of ${route.on} takes`),
        ),
      ...(route.with !== undefined && route.crossings !== undefined
        ? [problem('crossings', 'waits for a companion, which may be of another crossing')]
        : []),
      ...(route.on === route.with ? [problem('with', 'waits for a companion of the same format')] : []),
      ...receiverProblems(route, receiver).map((sentence) => problem('to', sentence)),
    ]
  })
}

function begins({ on, with: companion }: Route, format: string): boolean {
  return on === format || companion === format
}

/** A pair is one message made of two: whichever comes first, nothing else may begin with it. */
function takesAll(earlier: Route, { with: companion }: Route): boolean {
  return earlier.crossings === undefined || companion !== undefined
}

function receiverProblems({ to }: Route, receiver: LoadedPartner | undefined): string[] {
  if (receiver === undefined) return [`goes to ${to}, which is no partner`]
  return deliveryProblems(receiver).map((sentence) => `goes to ${to}, which ${sentence}`)
}

/** A message is kept or goes on, never both: what its sender is told must not depend on the order of a file. */
function checkKeeps({ partner, file }: LoadedPartner): string[] {
  const { keeps, sends, routes } = partner.agreement
  return keeps.flatMap((format, place) => {
    const problem = (sentence: string): string =>
      `${file.at(['agreement', 'keeps', place])}: ${format} is kept and ${sentence}`
    const route = routes.find(({ on, with: companion }) => on === format || companion === format)
    return [
      ...(sends.includes(format) ? [] : [problem('not in "sends"')]),
      ...(route === undefined ? [] : [problem(`goes the route ${route.name} as well`)]),
    ]
  })
}

/** The ledger believes one source of a document, and it must be able to say something. */
function checkIssues(all: readonly LoadedPartner[]): string[] {
  const first = new Map<string, LoadedPartner>()
  return all.flatMap((each) => {
    const { partner, file } = each
    return partner.agreement.issues.flatMap(({ kind, issuer, forms }, place) => {
      const problem = (sentence: string): string =>
        `${file.at(['agreement', 'issues', place])}: ${partner.id} vouches for ${sentence}`
      const { sends, acknowledgements } = partner.agreement
      const mute = sends.length + acknowledgements.length === 0 ? [problem(`${kind} and says nothing`)] : []
      const twice = forms.flatMap((form) => {
        const document = [kind, issuer, form].filter((word) => word !== '').join(' ')
        const other = first.get(document)
        if (other === undefined) first.set(document, each)
        return other === undefined ? [] : [problem(`${document}, as ${other.file.name} does already`)]
      })
      return [...mute, ...twice]
    })
  })
}

/** An issuer is told of its own documents, of each use by one rule, and can be reached. */
function checkReports(each: LoadedPartner): string[] {
  const { partner, file } = each
  const { issues, reports } = partner.agreement
  const seen = new Set<string>()
  return reports.flatMap((rule, place) => {
    const at = file.at(['agreement', 'reports', place])
    const documents = rule.forms.map((form) => ({
      text: [rule.kind, rule.issuer, form].filter((word) => word !== '').join(' '),
      isItsOwn: issues.some(
        ({ kind, issuer, forms }) => kind === rule.kind && issuer === rule.issuer && forms.includes(form),
      ),
    }))
    return [
      ...deliveryProblems(each).map((why) => `${at}: ${partner.id} is told of documents and ${why}`),
      ...documents
        .filter(({ isItsOwn }) => !isItsOwn)
        .map(({ text }) => `${at}: ${partner.id} is told of ${text}, which it does not vouch for`),
      ...documents
        .flatMap(({ text }) => rule.purposes.map((purpose) => `${text} for ${purpose}`))
        .filter((use) => seen.size === seen.add(use).size)
        .map((use) => `${at}: ${use} is in an earlier rule`),
    ]
  })
}

/** Across a crossing stands one partner, which can be reached. */
function checkJointControl(all: readonly LoadedPartner[]): string[] {
  const first = new Map<string, string>()
  return all.flatMap((each) =>
    each.partner.agreement.jointControl.flatMap(({ crossings, document, about: answered = '' }, place) => {
      const at = each.file.at(['agreement', 'jointControl', place])
      const { id } = each.partner
      return [
        ...deliveryProblems(each).map((why) => `${at}: ${id} is told of loads and ${why}`),
        ...crossings.flatMap((crossing) => {
          const about = `${document} ${answered} at ${crossing}`.replace('  ', ' ')
          const other = first.get(about)
          first.set(about, id)
          return other === undefined ? [] : [`${at}: ${about} goes to ${other} already`]
        }),
      ]
    }),
  )
}

/** What an answer shows follows from one rule. */
function checkAsks({ partner, file }: LoadedPartner): string[] {
  const seen = new Set<string>()
  return partner.agreement.asks.flatMap(({ kind, issuers, purposes }, place) =>
    issuers
      .flatMap((issuer) => purposes.map((purpose) => `${kind} ${issuer} for ${purpose}`))
      .filter((question) => seen.size === seen.add(question).size)
      .map((question) => `${file.at(['agreement', 'asks', place])}: ${question} is in an earlier rule`),
  )
}
