-- What agencies took from documents. Written by the group commit while it holds the log head, so that two write-offs of
-- any two nodes are one after the other; the constraints say again what the ledger has judged.

create table balance (
  id        uuid primary key,
  document  bigint not null references fact,
  line      integer not null check (line >= 0),
  measure   text not null check (measure in ('quantity', 'value')),
  unit      text not null check (unit <> ''),
  -- NaN is above infinity, and what is no more than a finite total is finite.
  total     numeric not null check (total >= 0 and total < 'infinity'),
  carried   numeric not null check (carried >= 0),
  reserved  numeric not null check (reserved >= 0),
  used      numeric not null check (used >= 0),
  posted    bigint not null check (posted >= 0),
  unique (document, line, measure),
  check (carried + reserved + used <= total)
) with (fillfactor = 70);
comment on table balance is 'What was taken of a measure of a line, from its first write-off on: no row means that nothing was';
comment on column balance.id is 'UUIDv8 made of the document''s seed, line and measure: its name in the public log, which says nothing of the document';
comment on column balance.document is 'Position of the first fact of the document';
comment on column balance.line is 'WCO 006; 0 for the document as a whole';
comment on column balance.unit is 'UN/ECE Rec 20 for quantities, ISO 4217 for values: that of the document';
comment on column balance.total is 'What the document says of the line';
comment on column balance.carried is 'Already taken from the document that this one replaces';
comment on column balance.posted is 'Index in the log of its newest posting';

create table posting (
  balance_id  uuid not null references balance,
  position    bigint not null check (position >= 0),
  reserved    numeric not null,
  used        numeric not null,
  posted_at   timestamptz not null,
  primary key (balance_id, position)
);
comment on table posting is 'Signed changes of balances, which are their sums; only added to';
comment on column posting.position is 'Index in the log of its record, which says whose write-off it was';
comment on column posting.posted_at is 'Time of its record: "as of" asks by this';

create table write_off (
  id             uuid primary key,
  agency         text not null,
  reference      text not null check (length(reference) between 1 and 128),
  digest         bytea not null check (length(digest) = 32),
  step_digest    bytea check (length(step_digest) = 32),
  document       bigint not null references fact,
  fact_position  bigint not null references fact,
  state          text not null check (state in ('reserved', 'used', 'released', 'declined')),
  lines          json not null,
  payload_id     uuid not null,
  signature      bytea not null,
  record_index   bigint not null check (record_index >= 0),
  receipt_size   bigint not null,
  unique (agency, reference),
  check (receipt_size > record_index),
  check (fact_position >= document)
);
comment on table write_off is 'An agency''s use of a document: reserved, used, released; or declined';
comment on column write_off.id is 'UUIDv7';
comment on column write_off.agency is 'Partner id';
comment on column write_off.reference is 'The agency''s own: the same reference is the same write-off, for ever';
comment on column write_off.digest is 'SHA-256 of the canonical request: tells a repetition from a reused reference';
comment on column write_off.step_digest is 'The same of the request that made the newest step; null before the first one';
comment on column write_off.document is 'Position of the first fact of the document';
comment on column write_off.fact_position is 'The fact by which the request was judged';
-- json and not jsonb: it keeps the text as it was written.
comment on column write_off.lines is 'By balance: what the write-off holds of it now, and how it was asked for';
comment on column write_off.payload_id is 'The newest signed statement: payload of its JWS';
comment on column write_off.signature is 'Signature of the JWS, as RFC 7518 has it; algorithm and key id stand in the record';
comment on column write_off.record_index is 'Index in the log of the record of the newest step';
comment on column write_off.receipt_size is 'Tree size of the receipt the agency was given: with it the same bytes can be made again';

comment on column leaf.subject_id is 'Exchange, verification, write-off or refused request that the record is about';
