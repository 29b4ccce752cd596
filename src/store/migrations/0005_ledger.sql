-- The ledger: what verified messages said of documents, and who was told what of them. Written by the group commit
-- while it holds the log head, like all else.

-- Records are filed under what they are about, which is no longer always an exchange.
alter table leaf rename column exchange_id to subject_id;
alter index leaf_of_exchange rename to leaf_of_subject;
comment on column leaf.subject_id is 'Exchange, verification or refused request that the record is about';

create table fact (
  position     bigint primary key check (position >= 0),
  document     bigint not null,
  kind         text not null,
  issuer       text not null check (length(issuer) = 2),
  series       text not null,
  number       text not null check (length(number) between 1 and 64),
  event        text not null check (event in ('issued', 'replaced', 'cancelled', 'revoked', 'declared', 'registered',
                                              'released', 'confirmed', 'disowned', 'contradicted')),
  status       text not null check (status in ('in-force', 'cancelled', 'replaced', 'revoked', 'disputed', 'not-issued')),
  source       text not null,
  key_id       bytea check (length(key_id) = 32),
  exchange_id  uuid not null,
  basis        bigint not null,
  known_at     timestamptz not null,
  content      json not null,
  check (document between 0 and position),
  check (basis between 0 and position - 1)
);
comment on table fact is 'What accepted exchanges said of documents, each the whole state after its event; only added to';
comment on column fact.position is 'Index in the log of its record "entered": the order of the ledger is the order of the log';
comment on column fact.document is 'Position of the first fact of the document: its name within this database';
comment on column fact.kind is 'Name of the hub document';
comment on column fact.issuer is 'Country of the issuing body, ISO 3166 alpha-2';
comment on column fact.series is 'What tells numbers of one issuer apart: form of a certificate; empty where there is none';
comment on column fact.number is 'Skeleton of the number; as written it stands in content';
comment on column fact.source is 'Partner whose message it was; no other partner can change the document';
comment on column fact.key_id is 'Key that signed the message; a compromised key is looked for here';
comment on column fact.exchange_id is 'The exchange that its record is about';
comment on column fact.basis is 'Index in the log of the record it rests on: the acceptance of the message';
comment on column fact.known_at is 'Time of its record: "as of" asks by this';
-- json and not jsonb: it keeps the text as it was written, to which the record commits.
comment on column fact.content is 'The document after the event: the same bytes are the payload of the record';
-- The one way in. Equality on the first four, then the newest: one descent of the tree, whatever its size.
create index fact_of_document on fact (number, issuer, kind, series, position desc);

create table verification (
  id            uuid primary key,
  agency        text not null,
  document      bigint,
  verdict       text not null check (verdict in ('confirmed', 'refuted', 'not-established')),
  payload_id    uuid not null,
  signature     bytea not null,
  record_index  bigint not null check (record_index >= 0),
  receipt_size  bigint not null,
  asked_at      timestamptz not null,
  check (receipt_size > record_index)
);
comment on table verification is 'A question of an agency and our signed answer';
comment on column verification.id is 'UUIDv7';
comment on column verification.agency is 'Partner id of who asked';
comment on column verification.document is 'What the answer relied on; null where the asker was told nothing of one';
comment on column verification.payload_id is 'The signed answer, question included: payload of its JWS';
comment on column verification.signature is 'Signature of the JWS, as RFC 7518 has it; algorithm and key id stand in the record';
comment on column verification.record_index is 'Index in the log of the record "answered"';
comment on column verification.receipt_size is 'Tree size of the receipt the agency was given: with it the same bytes can be made again';
comment on column verification.asked_at is 'When the question was here';
-- Everybody who relied on a document, should it fall.
create index verification_of_document on verification (document, id) where document is not null;
