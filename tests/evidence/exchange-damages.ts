import { expect } from 'vitest'
import type { Damage } from './damage.ts'
import { NOBODY } from './damage.ts'

/** Damage to the rows of exchanges and of acknowledgements. */

/** The message that brought the certificate: sent on, and answered. */
const SENT = `(select id from exchange where partner = 'la-customs' order by id limit 1)`
/** One that was kept, and went to nobody. */
const KEPT = `(select e.id from exchange e where e.about is null
  and not exists (select 1 from outgoing_source s where s.exchange_id = e.id) order by e.id limit 1)`
/** Our own message about the declined certificate. */
const OWN = (writeOff: string): string => `(select exchange_id from report where write_off = '${writeOff}')`

const exchange = (problem: string) => expect.stringMatching(`^exchange \\S+ ${problem}$`)

export const exchangeDamages: readonly Damage[] = [
  [
    'an exchange taken away',
    () => `delete from exchange where id = ${KEPT}`,
    () => [
      expect.stringMatching(/^leaf \d+ its "documents" commits to no stored payload of /),
      exchange('is missing; its records are there'),
    ],
  ],
  [
    'an exchange that nobody began',
    () => `insert into exchange (id, partner, connection, message_id, digest, format, state, payload_id, documents_payload_id,
         receipt_index, receipt_size, received_at)
       select '${NOBODY}', partner, connection, 'X-1', digest, format, state, payload_id, documents_payload_id,
         receipt_index, receipt_size, received_at from exchange where id = ${KEPT}`,
    () => [`exchange ${NOBODY} was begun by no record`],
  ],
  ...(
    [
      ['sender', `partner = 'cn-eport'`],
      ['message id', `message_id = 'X-1'`],
      ['format', `format = 'cn-mt1401-v1'`],
      ['digest', `digest = sha256('x')`],
      ['payload', `payload_id = documents_payload_id`],
      ['documents', `documents_payload_id = payload_id`],
      ['error', `error_code = 'XML_MALFORMED'`],
      ['receipt index', 'receipt_index = 0, receipt_size = 1'],
    ] as const
  ).map(([name, change]): Damage => [
    `the ${name} of an exchange`,
    () => `update exchange set ${change} where id = ${KEPT}`,
    () => [
      ...(name === 'documents'
        ? [expect.stringMatching(/^leaf \d+ its "documents" commits to no stored/)]
        : []),
      exchange(`its ${name} is not that of its records`),
    ],
  ]),
  [
    'the size of the receipt of an exchange',
    () => `update exchange set receipt_size = receipt_size + 1 where id = ${KEPT}`,
    () => [exchange('its receipt is not of the size at which it was committed')],
  ],
  [
    'what our own message is about',
    ({ declined, used }) => `update exchange set about = '${used}', once = 'X' where id = ${OWN(declined)}`,
    () => [exchange('its subject is not that of its records')],
  ],
  ...['rejected', 'waiting', 'expired', 'accepted', 'failed', 'delivered', 'refused', 'parked'].map(
    (state): Damage => [
      `that an exchange is completed, and not ${state},`,
      () =>
        `update exchange set state = '${state}', route = 'r', companion_key = 'k', waits_until = now() where id = ${SENT}`,
      () => (state === 'delivered' ? [] : [exchange('its state is not what its records come to')]),
    ],
  ),
]

/** Laos has answered what it was told of the declined certificate. */
const ANSWER = (writeOff: string): string =>
  `(select a.id from acknowledgement a join outgoing o on o.id = a.outgoing_id where o.exchange_id = ${OWN(writeOff)})`
const acknowledgement = (problem: string) => expect.stringMatching(`^acknowledgement \\S+ ${problem}$`)

export const acknowledgementDamages: readonly Damage[] = [
  [
    'an acknowledgement taken away',
    ({ declined }) => `delete from acknowledgement where id = ${ANSWER(declined)}`,
    () => [expect.stringMatching(/^leaf \d+ its acknowledgement is missing$/)],
  ],
  [
    'an acknowledgement that nobody gave',
    ({
      declined,
    }) => `insert into acknowledgement (id, outgoing_id, level, outcome, format, digest, payload_id, record_index, receipt_size,
         received_at)
       select '${NOBODY}', outgoing_id, level, outcome, format, sha256('x'), payload_id, 0, 1, received_at
         from acknowledgement where id = ${ANSWER(declined)}`,
    () => [`acknowledgement ${NOBODY} was recorded by no record`],
  ],
  [
    'an acknowledgement that is there twice',
    ({
      declined,
    }) => `insert into acknowledgement (id, outgoing_id, level, outcome, format, digest, payload_id, record_index, receipt_size,
         received_at)
       select '${NOBODY}', outgoing_id, level, outcome, format, sha256('x'), payload_id, record_index, receipt_size, received_at
         from acknowledgement where id = ${ANSWER(declined)}`,
    () => [acknowledgement('is one of 2 of its record'), acknowledgement('is one of 2 of its record')],
  ],
  ...(
    [
      ['level', `level = 'decision'`],
      ['outcome', `outcome = 'rejected'`],
      ['format', `format = 'cn-mt1401-v1'`],
      ['payload', `payload_id = (select payload_id from exchange where id = ${KEPT})`],
      ['time', `received_at = received_at + interval '1 ms'`],
    ] as const
  ).map(([name, change]): Damage => [
    `the ${name} of an acknowledgement`,
    ({ declined }) => `update acknowledgement set ${change} where id = ${ANSWER(declined)}`,
    () => [acknowledgement(`its ${name} is not that of its record`)],
  ]),
  [
    'which message an acknowledgement answers',
    ({ declined, used }) =>
      `update acknowledgement set outgoing_id = (select id from outgoing where exchange_id = ${OWN(used)})
        where id = ${ANSWER(declined)}`,
    () => [
      expect.stringMatching(/^leaf \d+ its acknowledgement is missing$/),
      acknowledgement('its message is not that of its record'),
    ],
  ],
  [
    'the size of the receipt of an acknowledgement',
    ({ declined }) =>
      `update acknowledgement set receipt_size = receipt_size + 1 where id = ${ANSWER(declined)}`,
    () => [acknowledgement('its receipt is not of the size at which it was committed')],
  ],
]
