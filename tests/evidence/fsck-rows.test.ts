import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DATABASES } from '../harness/databases.ts'
import { type Damage, NOBODY } from './damage.ts'
import { acknowledgementDamages, exchangeDamages } from './exchange-damages.ts'
import { type LivedLedger, openLivedLedger } from './lived-ledger.ts'

const flip = (column: string, at = 0): string =>
  `${column} = set_byte(${column}, ${at}, get_byte(${column}, ${at}) # 1)`

const verificationDamages: readonly Damage[] = [
  [
    'an answer taken away',
    ({ missed }) => `delete from verification where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} is missing; its record is there`],
  ],
  [
    'an answer that nobody gave',
    ({
      missed,
    }) => `insert into verification select '${NOBODY}', agency, document, verdict, payload_id, signature, record_index,
       receipt_size, asked_at from verification where id = '${missed}'`,
    () => [`verification ${NOBODY} was answered by no record`],
  ],
  [
    'a verdict',
    ({ missed }) => `update verification set verdict = 'confirmed' where id = '${missed}'`,
    ({ missed }) => [
      `verification ${missed} its notice CANCELLED by fact A_FACT is missing`,
      `verification ${missed} its verdict is not that of its record`,
    ],
  ],
  [
    'who asked',
    ({ missed }) => `update verification set agency = 'cn-bank' where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} its asker is not that of its record`],
  ],
  [
    'the document that an answer relied on',
    ({ missed }) => `update verification set document = null where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} its document is not the one that its answer is about`],
  ],
  [
    'the signature of an answer',
    ({ missed }) => `update verification set ${flip('signature', 7)} where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} its signature does not verify`],
  ],
  [
    'the size of the receipt of an answer',
    ({ missed }) => `update verification set receipt_size = receipt_size + 1 where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} its receipt is not of the size at which it was committed`],
  ],
  [
    'the bytes that an answer is given back as',
    ({ missed, confirmed }) =>
      `update verification set payload_id = (select payload_id from verification where id = '${confirmed}') where id = '${missed}'`,
    ({ missed }) => [`verification ${missed} its payload is not that of its record`],
  ],
  [
    'what an answer follows',
    ({ followed }) => `update verification set follows = null where id = '${followed}'`,
    ({ followed, waited }) => [
      `verification ${followed} its predecessor is not that of its answer`,
      `inquirer ${waited} its latest answer is not the last that follows it`,
      `inquirer ${waited} was told, and no answer follows`,
    ],
  ],
  [
    'the key that signed everything',
    () => 'delete from gateway_key',
    () => ['gateway key A_KEY is missing; statements name it'],
  ],
  [
    'the notice of an answer that does not hold any more',
    ({ confirmed }) => `delete from notice where about = '${confirmed}'`,
    ({ confirmed }) => [
      expect.stringMatching(/^leaf \d+ its notice is missing$/),
      `verification ${confirmed} its notice CANCELLED by fact A_FACT is missing`,
    ],
  ],
  [
    'the signature of a notice',
    ({ confirmed }) => `update notice set ${flip('signature', 7)} where about = '${confirmed}'`,
    () => [expect.stringMatching(/^notice \S+ its signature does not verify$/)],
  ],
]

const writeOffDamages: readonly Damage[] = [
  [
    'a write-off taken away',
    ({ declined }) =>
      `with told as (delete from report where write_off = '${declined}') delete from write_off where id = '${declined}'`,
    ({ declined }) => [`write-off ${declined} is missing; its records are there`],
  ],
  [
    'a write-off that nobody made',
    ({
      declined,
    }) => `insert into write_off select '${NOBODY}', agency, 'A-9', digest, step_digest, document, fact_position, state, lines,
       payload_id, signature, record_index, receipt_size from write_off where id = '${declined}'`,
    () => [`write-off ${NOBODY} was made by no record`],
  ],
  [
    'the state of a write-off',
    ({ stepped }) => `update write_off set state = 'released' where id = '${stepped}'`,
    ({ stepped }) => [`write-off ${stepped} its state is not that of its records`],
  ],
  [
    'whose a write-off is',
    ({ used }) => `update write_off set agency = 'cn-bank' where id = '${used}'`,
    ({ used }) => [`write-off ${used} its agency is not that of its record`],
  ],
  [
    'what a write-off holds',
    ({ stepped }) =>
      `update write_off set lines = replace(lines::text, '"used":"1500"', '"used":"1400"')::json where id = '${stepped}'`,
    ({ stepped }) => [`write-off ${stepped} its list of lines is not that of its records`],
  ],
  [
    'the unit of what a write-off holds',
    ({ used }) =>
      `update write_off set lines = replace(lines::text, 'KGM', 'TNE')::json where id = '${used}'`,
    ({ used }) => [`write-off ${used} its kind of lines is not that of its statement`],
  ],
  [
    'the reference of a write-off',
    ({ used }) => `update write_off set reference = 'A-8' where id = '${used}'`,
    ({ used }) => [`write-off ${used} its reference is not that of its statement`],
  ],
  [
    'the digests of the requests',
    ({ stepped }) => `update write_off set ${flip('digest')}, ${flip('step_digest')} where id = '${stepped}'`,
    ({ stepped }) => [
      `write-off ${stepped} its request digest is not that of its statement`,
      `write-off ${stepped} its step digest is not that of its statement`,
    ],
  ],
  [
    'the fact that a write-off was judged by',
    ({ used }) => `update write_off set fact_position = A_FACT where id = '${used}'`,
    ({ used }) => [`write-off ${used} its fact is not that of its statement`],
  ],
  [
    'the newest statement of a write-off',
    ({ stepped }) =>
      `update write_off set ${flip('signature', 7)}, receipt_size = receipt_size + 1 where id = '${stepped}'`,
    ({ stepped }) => [
      `write-off ${stepped} its receipt is not of the size at which it was committed`,
      `write-off ${stepped} its signature does not verify`,
    ],
  ],
  [
    'until when something is reserved',
    ({ reserved }) =>
      `update write_off set reserved_until = reserved_until + interval '1 hour' where id = '${reserved}'`,
    ({ reserved }) => [`write-off ${reserved} its end is not that of its record`],
  ],
  [
    'that a reservation has an end',
    ({ reserved }) => `update write_off set reserved_until = null where id = '${reserved}'`,
    ({ reserved }) => [`write-off ${reserved} its end is not that of its record`],
  ],
  [
    'that a reservation has ended',
    ({ ended }) => `update write_off set state = 'reserved' where id = '${ended}'`,
    ({ ended }) => [
      expect.stringContaining(`write-off ${ended} its notice CANCELLED by fact `),
      `write-off ${ended} its state is not that of its records`,
    ],
  ],
  [
    'when a reservation ended, and that an agency asked for it',
    ({ ended }) =>
      `update write_off set reserved_until = null, step_digest = sha256('x') where id = '${ended}'`,
    ({ ended }) => [
      `write-off ${ended} its end is not that of its records`,
      `write-off ${ended} its step digest is not that of its statement`,
    ],
  ],
  [
    'the notice that a reservation has ended',
    ({ ended }) => `delete from notice where about = '${ended}'`,
    () => [expect.stringMatching(/^leaf \d+ its notice is missing$/)],
  ],
  [
    'the step at which a write-off stands',
    ({ stepped }) =>
      `update write_off set record_index = (select min(index) from leaf where subject_id = '${stepped}') where id = '${stepped}'`,
    ({ stepped }) => [`write-off ${stepped} its record index is not that of its records`],
  ],
]

const reportDamages: readonly Damage[] = [
  [
    'a report that was told',
    ({ used }) => `delete from report where write_off = '${used}'`,
    ({ used }) => [expect.stringMatching(`^exchange \\S+ no report about the write-off ${used} names it$`)],
  ],
  [
    'a report about nothing',
    ({ used }) => `insert into report (position, write_off, partner, status, exhausted, due_at)
       select 0, write_off, partner, status, exhausted, due_at from report where write_off = '${used}'`,
    () => ['report 0 is of no step of a write-off that issuers are told of'],
  ],
  [
    'what a report says of the document',
    ({ used }) => `update report set status = 'utilised', exhausted = '{1}' where write_off = '${used}'`,
    () => [
      expect.stringMatching(/^report \d+ its status is not what its step left of the document$/),
      expect.stringMatching(/^report \d+ its list of lines that are used up is not what its step left/),
      expect.stringMatching(/^report \d+ its status is not the one that its exchange tells$/),
    ],
  ],
  [
    'the report that a document was declined',
    ({ declined }) => `update report set status = 'partially-utilised' where write_off = '${declined}'`,
    () => [
      expect.stringMatching(/^report \d+ its status is not that of its step$/),
      expect.stringMatching(/^report \d+ its status is not the one that its exchange tells$/),
    ],
  ],
  [
    'whom a report tells',
    ({ used }) => `update report set partner = 'kz' where write_off = '${used}'`,
    () => [expect.stringMatching(/^report \d+ its partner is not whom its exchange tells$/)],
  ],
  [
    'what a report is about',
    ({ used, declined }) => `update report set write_off = '${declined}' where write_off = '${used}'`,
    () => [
      expect.stringMatching(/^report \d+ its write-off is not that of its record$/),
      expect.stringMatching(/^report \d+ its exchange is not about its write-off$/),
    ],
  ],
  [
    'that a report was told',
    ({ used }) => `update report set exchange_id = null where write_off = '${used}'`,
    ({ used }) => [expect.stringMatching(`^exchange \\S+ no report about the write-off ${used} names it$`)],
  ],
]

/** The message that told Laos of the declined certificate. */
const OUTGOING = (id: string): string =>
  `(select o.id from outgoing o join report r on r.exchange_id = o.exchange_id where r.write_off = '${id}')`
const outgoing = (problem: string) => expect.stringMatching(`^outgoing message \\S+ ${problem}$`)

const outgoingDamages: readonly Damage[] = [
  [
    'a message that was made',
    ({
      declined,
    }) => `with sources as (delete from outgoing_source where outgoing_id = ${OUTGOING(declined)}),
         due as (delete from outbox where outgoing_id = ${OUTGOING(declined)}),
         answers as (delete from acknowledgement where outgoing_id = ${OUTGOING(declined)})
       delete from outgoing where id = ${OUTGOING(declined)}`,
    () => [
      expect.stringMatching(/^leaf \d+ its "lossReport" commits to no stored payload/),
      expect.stringMatching(/^leaf \d+ the message that it made for \S+ is missing$/),
      expect.stringMatching(/^leaf \d+ its acknowledgement is missing$/),
    ],
  ],
  [
    'a message that nobody made',
    ({
      declined,
    }) => `with made as (insert into outgoing select '${NOBODY}', exchange_id, partner, format, 'X-1', payload_id, loss_payload_id, 'queued',
         signature from outgoing where id = ${OUTGOING(declined)} returning id, exchange_id)
       insert into outgoing_source select id, exchange_id from made`,
    () => [
      outgoing('its message id is not that of its record'),
      outgoing('is one of 2 messages of its exchange, and its records made 1'),
      outgoing('is one of 2 messages of its exchange, and its records made 1'),
    ],
  ],
  ...(
    [
      ['receiver', `partner = 'cn-eport'`],
      ['format', `format = 'cn-mt1401-v1'`],
      ['signature', `signature = jsonb_set(signature, '{keyId}', '"00"')`],
    ] as const
  ).map(([name, change]): Damage => [
    `the ${name} of a message`,
    ({ declined }) => `update outgoing set ${change} where id = ${OUTGOING(declined)}`,
    () => [
      outgoing(`its ${name} is not that of its record`),
      ...(name === 'receiver'
        ? [expect.stringMatching(/^acknowledgement \S+ its sender is not that of its record$/)]
        : []),
    ],
  ]),
  [
    'what went into a message',
    ({ declined }) => `delete from outgoing_source where outgoing_id = ${OUTGOING(declined)}`,
    () => [outgoing('its list of sources is not that of its record')],
  ],
  ...['queued', 'sent', 'refused', 'parked'].map((state): Damage => [
    `that a message was acknowledged, and not ${state},`,
    ({ declined }) => `update outgoing set state = '${state}' where id = ${OUTGOING(declined)}`,
    () => (state === 'sent' ? [] : [outgoing('its state is not what its records come to')]),
  ]),
]

const inquiryDamages: readonly Damage[] = [
  [
    'an inquiry taken away',
    ({ openInquiry }) =>
      `with waiting as (delete from inquirer where inquiry = '${openInquiry}') delete from inquiry where id = '${openInquiry}'`,
    ({ waiting }) => [
      expect.stringMatching(`^exchange \\S+ no inquiry for the verification ${waiting} names it$`),
      `inquirer ${waiting} is missing; its answer waits`,
    ],
  ],
  [
    'an inquiry that nobody wanted',
    ({
      openInquiry,
    }) => `insert into inquiry select '${NOBODY}', kind, issuer, series, 'E26LA0110000000', statements, partner, '${NOBODY}', asked,
       'wanted', 0, '{}', opened_at, due_day, due_at, next_at, 0 from inquiry where id = '${openInquiry}'`,
    () => [`inquiry ${NOBODY} was wanted by no verification`],
  ],
  [
    'what an authority replied',
    ({ answeredInquiry }) => `update inquiry set result = 'revoked' where id = '${answeredInquiry}'`,
    ({ answeredInquiry }) => [`inquiry ${answeredInquiry} is not what the newest answer tells of it`],
  ],
  [
    'that an inquiry is open',
    ({ openInquiry }) => `update inquiry set state = 'expired', next_at = null where id = '${openInquiry}'`,
    ({ openInquiry }) => [
      `inquiry ${openInquiry} its number of ends does not go with its state`,
      `inquiry ${openInquiry} is not what the newest answer tells of it`,
    ],
  ],
  [
    'which document is asked about',
    ({ openInquiry }) => `update inquiry set number = 'E26LA0110000111' where id = '${openInquiry}'`,
    ({ openInquiry, waiting }) => [
      `inquiry ${openInquiry} its document key is not that of the answer that told of it`,
      `inquirer ${waiting} its inquiry is not that of its answer`,
    ],
  ],
  [
    'what the authority gets to see',
    ({ openInquiry }) =>
      `update inquiry set asked = replace(asked::text, 'Tuayang', 'Toyang')::json where id = '${openInquiry}'`,
    ({ openInquiry }) => [
      `inquiry ${openInquiry} its content of what is asked is not that of the answer that told of it`,
    ],
  ],
  [
    'until when the authority has time',
    ({ openInquiry }) => `update inquiry set due_at = due_at + interval '2 days' where id = '${openInquiry}'`,
    ({ openInquiry }) => [`inquiry ${openInquiry} its last day is not that of the answer that told of it`],
  ],
  [
    'since when it is asked',
    ({ openInquiry }) =>
      `update inquiry set opened_at = opened_at - interval '1 ms' where id = '${openInquiry}'`,
    ({ openInquiry }) => [`inquiry ${openInquiry} its time is not that of the verification that wanted it`],
  ],
  [
    'whom is asked',
    ({ openInquiry }) => `update inquiry set partner = 'kz' where id = '${openInquiry}'`,
    ({ openInquiry }) => [`inquiry ${openInquiry} its request 0 did not go to whom it asks`],
  ],
  [
    'the requests of an inquiry',
    ({ openInquiry, answeredInquiry }) =>
      `update inquiry set exchanges = (select exchanges from inquiry where id = '${answeredInquiry}') where id = '${openInquiry}'`,
    ({ openInquiry, waiting }) => [
      expect.stringMatching(`^exchange \\S+ no inquiry for the verification ${waiting} names it$`),
      `inquiry ${openInquiry} its request 0 is not about the verification that wanted it`,
      `inquiry ${openInquiry} its request 0 has a number that is not of this inquiry`,
    ],
  ],
  [
    'how often it was asked',
    ({ openInquiry }) => `update inquiry set rounds = 0 where id = '${openInquiry}'`,
    ({ openInquiry }) => [
      `inquiry ${openInquiry} its rounds are not those of its requests`,
      `inquiry ${openInquiry} its number of rounds does not go with its state`,
    ],
  ],
  [
    'who waits for an inquiry',
    ({ openInquiry }) => `delete from inquirer where inquiry = '${openInquiry}'`,
    ({ openInquiry, waiting }) => [
      expect.stringMatching(`^exchange \\S+ no inquiry for the verification ${waiting} names it$`),
      `inquirer ${waiting} is missing; its answer waits`,
      `inquiry ${openInquiry} the verification that wanted it does not wait for it`,
    ],
  ],
  [
    'somebody who waits without having asked',
    ({
      openInquiry,
    }) => `insert into inquirer select '${NOBODY}', inquiry, agency, opened_at, ends, told, '${NOBODY}', due_day, due_at
       from inquirer where inquiry = '${openInquiry}'`,
    () => [`inquirer ${NOBODY} waits without a verification`],
  ],
  [
    'for whom it is asked',
    ({ waiting }) => `update inquirer set agency = 'cn-bank' where verification = '${waiting}'`,
    ({ waiting }) => [`inquirer ${waiting} its agency is not that of its record`],
  ],
  [
    'what somebody waits for',
    ({ waited, openInquiry }) =>
      `update inquirer set inquiry = '${openInquiry}' where verification = '${waited}'`,
    ({ waited, answeredInquiry, openInquiry }) =>
      [
        expect.stringMatching(`^exchange \\S+ no inquiry for the verification ${waited} names it$`),
        `inquiry ${answeredInquiry} the verification that wanted it does not wait for it`,
        `inquirer ${waited} its inquiry is not that of its answer`,
        `inquirer ${waited} its number of ends is not that of its inquiry`,
      ].filter((each) => typeof each !== 'string' || !each.startsWith(`inquiry ${openInquiry}`)),
  ],
  [
    'that somebody was told of the end',
    ({ waited }) => `update inquirer set told = 0, latest = verification where verification = '${waited}'`,
    ({ waited }) => [`inquirer ${waited} its latest answer is not the last that follows it`],
  ],
  [
    'that somebody has still to be told of the end',
    ({ waited }) => `update inquirer set ends = 2, told = 2 where verification = '${waited}'`,
    ({ waited }) => [`inquirer ${waited} its number of ends is not that of its inquiry`],
  ],
  [
    'until when somebody waits',
    ({ waiting }) =>
      `update inquirer set due_at = due_at + interval '2 days' where verification = '${waiting}'`,
    ({ waiting }) => [`inquirer ${waiting} its last day is not that of its answer`],
  ],
  [
    'that somebody has notice of it',
    ({ waited }) => `delete from notice where about = '${waited}'`,
    ({ waited }) => [
      expect.stringMatching(/^leaf \d+ its notice is missing$/),
      `inquirer ${waited} was given no notice of its latest answer`,
    ],
  ],
]

const recall = (problem: string) =>
  expect.stringMatching(`^recall of document \\d+ by fact \\d+ \\(\\w+\\) ${problem}$`)
const inventRecall = (fact: string, reason: string, before: string): string =>
  `insert into recall select position, document, '${reason}', -1, ${before} from fact where position = ${fact}`

const recallDamages: readonly Damage[] = [
  ['nothing by a recall that is told again', () => inventRecall('A_FACT', 'CANCELLED', 'position'), () => []],
  [
    'a recall of a document that did not fall',
    () => inventRecall('(select min(position) from fact)', 'CANCELLED', 'position'),
    () => [recall('is not what its fact made of the document')],
  ],
  [
    'the reason of a recall',
    () => inventRecall('A_FACT', 'REVOKED', 'position'),
    () => [recall('is not what its fact made of the document')],
  ],
  [
    'the end of a recall',
    () => inventRecall('A_FACT', 'CANCELLED', 'position + 100'),
    () => [recall('is not of all that was told before its fact')],
  ],
  [
    'a recall for what nothing is built on',
    () => inventRecall('A_FACT', 'BASE_REVOKED', 'position'),
    () => [recall('is not what its fact made of the document')],
  ],
  ...['AMENDED', 'NOT_CONFIRMED'].map((reason): Damage => [
    `a recall as ${reason} of a document that has ended`,
    () => inventRecall('A_FACT', reason, 'position'),
    () => [recall('is not what its fact made of the document')],
  ]),
  [
    'a recall for a key that nobody has lost',
    () => inventRecall('A_FACT', 'KEY_COMPROMISED', 'position'),
    () => [recall('is not of what a lost key signed')],
  ],
]

/** In which only the certificate is named that an answer and no write-off was wrong about. */
const SCOPE = `scope = (select scope from miss where length(scope) = 32 order by first_at limit 1)`
const miss = (problem: string) =>
  expect.stringMatching(`^miss of cn-clearance about [0-9a-f]{64} ${problem}$`)

const missDamages: readonly Damage[] = [
  [
    'a miss that is forgotten',
    () => `delete from miss where ${SCOPE}`,
    () => [miss('is missing; its misses are in the log')],
  ],
  [
    'one miss more',
    () => `update miss set count = count + 1 where ${SCOPE}`,
    () => [miss('is not what the log comes to')],
  ],
  [
    'when misses began',
    () => `update miss set first_at = first_at + interval '1 s' where ${SCOPE}`,
    () => [miss('is not what the log comes to')],
  ],
  [
    'misses of a document that was not asked about',
    () => `insert into miss select agency, sha256('x'), 9, first_at from miss where ${SCOPE}`,
    () => [miss('is not what the log comes to')],
  ],
  [
    'all misses of an agency',
    () => `update miss set count = 9 where length(scope) = 0`,
    () => ['miss of cn-clearance about all documents is not what the log comes to'],
  ],
]

describe.each(DATABASES)('the rows of a gateway that has lived, on the %s database', (kind) => {
  let lived: LivedLedger | undefined
  let names: Readonly<Record<'fact' | 'key', string>>

  beforeAll(async () => {
    lived = await openLivedLedger(kind)
    const [fact] =
      (await lived?.database.query<{ fact: string; key: string }>(
        `select (select max(position)::text from fact where status = 'cancelled') as fact,
              (select encode(key_id, 'hex') from gateway_key limit 1) as key`,
      )) ?? []
    names = { fact: fact?.fact ?? '', key: fact?.key ?? '' }
  })
  beforeEach(({ skip }) => {
    if (lived === undefined) return skip('PostgreSQL is not reachable')
  })
  afterEach(() => lived?.restore())
  afterAll(() => lived?.close())

  const named = <T>(text: T): T | string =>
    typeof text === 'string' ? text.replaceAll('A_FACT', names.fact).replaceAll('A_KEY', names.key) : text

  test('are what the log says', async () => {
    expect(await lived?.fsck()).toEqual([])
  })

  test.each([
    ...verificationDamages,
    ...writeOffDamages,
    ...reportDamages,
    ...exchangeDamages,
    ...outgoingDamages,
    ...acknowledgementDamages,
    ...inquiryDamages,
    ...recallDamages,
    ...missDamages,
  ])('are not when there is damage to %s', async (_what, sql, said) => {
    if (lived === undefined) throw new Error('no database')
    await lived.database.query(named(sql(lived.ids)))
    const found = await lived.fsck()
    expect(found, found.join('\n')).toEqual(said(lived.ids).map(named))
  })
})
