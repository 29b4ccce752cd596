-- Exchanges, their messages, deliveries and acknowledgements, and the log.
-- Ids are UUIDv7: they grow with time, so that big tables can be range-partitioned by id when archiving needs it.
-- Every row of this schema is written by the group commit (src/exchange/commit.ts) while it holds the log head,
-- except claims in the outbox.

create table payload (
  id          uuid primary key,
  sha256      bytea not null check (length(sha256) = 32),
  salt        bytea not null check (length(salt) = 32),
  media_type  text not null,
  bytes       bytea not null,
  created_at  timestamptz not null default now()
);
comment on table payload is 'All bytes there are: messages, hub documents, loss reports, acknowledgements';
comment on column payload.id is 'UUIDv7';
comment on column payload.sha256 is 'SHA-256 of bytes';
comment on column payload.salt is 'Random. Log records hold SHA-256(salt, sha256), so that erasing this row erases what could be guessed';
comment on column payload.media_type is 'As received, or of our own making';
comment on column payload.bytes is 'Exactly as they were on the wire, or as we made them';
comment on column payload.created_at is 'Start of the transaction that wrote it';

create table exchange (
  id                    uuid primary key,
  partner               text,
  connection            text not null,
  message_id            text,
  digest                bytea check (length(digest) = 32),
  format                text,
  state                 text not null check (state in
    ('rejected', 'waiting', 'expired', 'accepted', 'failed', 'delivered', 'completed', 'refused', 'parked')),
  error_code            text,
  error_message         text,
  error_path            text,
  error_line            integer check (error_line > 0),
  payload_id            uuid not null,
  documents_payload_id  uuid,
  route                 text,
  companion_key         text,
  waits_until           timestamptz,
  receipt_index         bigint not null check (receipt_index >= 0),
  receipt_size          bigint not null,
  received_at           timestamptz not null,
  updated_at            timestamptz not null default now(),
  check (receipt_size > receipt_index),
  check (state = 'rejected' or
         (partner is not null and message_id is not null and digest is not null and format is not null)),
  check (state <> 'waiting' or
         (route is not null and companion_key is not null and waits_until is not null))
);
comment on table exchange is 'One message received and all that followed';
comment on column exchange.id is 'UUIDv7';
comment on column exchange.partner is 'Partner id of the sender; null when the connection belonged to nobody';
comment on column exchange.connection is 'Hex SHA-256 of the SubjectPublicKeyInfo of the client certificate';
comment on column exchange.message_id is 'The sender''s own id; null when the message was refused before it could be read';
comment on column exchange.digest is 'SHA-256 of the canonical message without its signature: tells a repetition from a reused id';
comment on column exchange.format is 'Format id';
comment on column exchange.state is 'See docs/architecture.md, "States of an exchange"';
comment on column exchange.error_code is 'Of src/errors.ts, when it was rejected, expired, failed or parked';
comment on column exchange.error_message is 'For the partner''s eyes';
comment on column exchange.error_path is 'Place in the message';
comment on column exchange.error_line is 'Line in the received bytes, from 1';
comment on column exchange.payload_id is 'The received bytes';
comment on column exchange.documents_payload_id is 'Canonical JSON of the hub documents';
comment on column exchange.route is 'Route of the agreement that decides what becomes of it';
comment on column exchange.companion_key is 'What it shares with the other message of its trip';
comment on column exchange.waits_until is 'When a message without companion expires';
comment on column exchange.receipt_index is 'Index in the log of the record that the receipt proves';
comment on column exchange.receipt_size is 'Tree size the receipt was made for: with it the same bytes can be made again';
comment on column exchange.received_at is 'When the last byte was here';
comment on column exchange.updated_at is 'When the state last changed';

-- Invariant "Once": a message id is taken by its first message that was not refused.
create unique index exchange_once on exchange (partner, message_id) where state <> 'rejected';
-- Of each format at most one message waits under a key, so that a pair is never a choice. Both halves of a trip
-- may stand here for a moment: src/exchange/companions.ts joins them, whichever node comes first.
create unique index exchange_waiting on exchange (route, partner, companion_key, format) where state = 'waiting';
create index exchange_deadline on exchange (waits_until) where state = 'waiting';
create index exchange_of_partner on exchange (partner, id);
create index exchange_in_state on exchange (partner, state, id);

create table outgoing (
  id               uuid primary key,
  exchange_id      uuid not null references exchange,
  partner          text not null,
  format           text not null,
  message_id       text not null,
  payload_id       uuid not null,
  loss_payload_id  uuid not null,
  state            text not null check (state in ('queued', 'sent', 'acknowledged', 'refused', 'parked')),
  signature        jsonb not null,
  created_at       timestamptz not null default now()
);
comment on table outgoing is 'A message made and signed in our name';
comment on column outgoing.id is 'UUIDv7';
comment on column outgoing.exchange_id is 'The exchange that completed it';
comment on column outgoing.partner is 'Receiver';
comment on column outgoing.format is 'Format id';
comment on column outgoing.message_id is 'The id it carries; a format whose id is a natural key may see it again in a later message';
comment on column outgoing.payload_id is 'The signed bytes';
comment on column outgoing.loss_payload_id is 'Loss report of the conversion';
comment on column outgoing.state is 'How far the receiver''s consent has come';
comment on column outgoing.signature is 'Signature verdict: profile, algorithm, key id';
-- A natural id may come again after the receiver refused the first message that bore it.
create unique index outgoing_once on outgoing (partner, message_id) where state <> 'refused';
create index outgoing_of_message on outgoing (partner, message_id, id);
create index outgoing_of_exchange on outgoing (exchange_id);
create index outgoing_answered on outgoing (partner, message_id);

create table outgoing_source (
  outgoing_id  uuid not null references outgoing,
  exchange_id  uuid not null references exchange,
  primary key (outgoing_id, exchange_id)
);
comment on table outgoing_source is 'Every exchange whose documents went into a message, the companion''s too';
create index outgoing_source_of_exchange on outgoing_source (exchange_id);

create table outbox (
  outgoing_id  uuid primary key references outgoing,
  partner      text not null,
  due_at       timestamptz not null,
  attempts     integer not null default 0 check (attempts >= 0),
  locked_by    text,
  locked_at    timestamptz,
  last_error   text,
  check ((locked_by is null) = (locked_at is null))
) with (fillfactor = 70);
comment on table outbox is 'Deliveries still to be made; a row goes when nothing more is to be sent';
comment on column outbox.partner is 'Receiver, as in outgoing: claims are fair between partners';
comment on column outbox.due_at is 'Not before this time';
comment on column outbox.attempts is 'Attempts begun';
comment on column outbox.locked_by is 'The worker that holds the claim';
comment on column outbox.locked_at is 'Since when; a claim older than the lease is released';
comment on column outbox.last_error is 'Code and sentence of the last failed attempt';
create index outbox_due on outbox (partner, due_at) where locked_by is null;
create index outbox_claimed on outbox (locked_at) where locked_by is not null;

create table acknowledgement (
  id            uuid primary key,
  outgoing_id   uuid not null references outgoing,
  level         text not null check (level in ('technical', 'business')),
  outcome       text not null check (outcome in ('accepted', 'review', 'rejected')),
  format        text not null,
  digest        bytea not null check (length(digest) = 32),
  payload_id    uuid not null,
  record_index  bigint not null check (record_index >= 0),
  receipt_size  bigint not null,
  received_at   timestamptz not null,
  unique (outgoing_id, level, digest),
  check (receipt_size > record_index)
);
comment on table acknowledgement is 'The receiver''s own signed answer, verified';
comment on column acknowledgement.id is 'UUIDv7';
comment on column acknowledgement.level is 'Rung of the acknowledgement ladder';
comment on column acknowledgement.outcome is 'What it says of our message';
comment on column acknowledgement.digest is 'SHA-256 of the canonical answer without its signature: a repetition is not recorded twice';
comment on column acknowledgement.payload_id is 'The bytes received';
comment on column acknowledgement.record_index is 'Index in the log of its record';
comment on column acknowledgement.receipt_size is 'Tree size of the receipt its sender was given';
comment on column acknowledgement.received_at is 'Time of its record';

create table leaf (
  index        bigint primary key check (index >= 0),
  exchange_id  uuid not null,
  payload_id   uuid,
  record       bytea not null check (length(record) <= 65535),
  hash         bytea not null check (length(hash) = 32)
);
comment on table leaf is 'Evidence records, in the order of the log; never changed, never deleted';
comment on column leaf.index is 'From 0, without gaps';
comment on column leaf.payload_id is 'The payload that the record''s "payload" commits to; its salt goes into receipts';
comment on column leaf.record is 'RFC 8785 bytes: exactly what the leaf hashes';
comment on column leaf.hash is 'RFC 6962 2.1 leaf hash';
create index leaf_of_exchange on leaf (exchange_id, index);

create table tile (
  level   smallint not null check (level between 0 and 63),
  index   bigint not null check (index >= 0),
  hashes  bytea not null check (length(hashes) % 32 = 0 and length(hashes) between 32 and 8192),
  primary key (level, index)
);
comment on table tile is 'The tree (C2SP tlog-tiles); a tile only grows, at its end';
comment on column tile.hashes is 'Up to 256 hashes of 32 bytes';

create table checkpoint (
  size       bigint primary key check (size >= 0),
  root       bytea not null check (length(root) = 32),
  note       text not null,
  signed_at  timestamptz not null
);
comment on table checkpoint is 'Every head of the log that was ever signed and committed';
comment on column checkpoint.note is 'C2SP signed note';
comment on column checkpoint.signed_at is 'Time of its newest records';

create table log_head (
  id        smallint primary key default 1 check (id = 1),
  origin    text not null,
  size      bigint not null,
  root      bytea not null check (length(root) = 32),
  frontier  bytea not null,
  note      text not null,
  last_at   timestamptz not null
) with (fillfactor = 10);
comment on table log_head is 'One row: its lock orders all nodes, its compare-and-swap keeps the log one chain';
comment on column log_head.origin is 'Name of the log, first line of its checkpoints';
comment on column log_head.frontier is 'Roots of the perfect subtrees, largest first: all that appending needs';
comment on column log_head.last_at is 'Time of the newest record; time in the log never runs backwards';

-- PostgreSQL's own compression (pglz) cost more time than everything else in a commit; lz4 costs less than writing the
-- bytes it saves. Where the server was built without it, payloads are stored as they are. Hashes never compress.
do $$ begin
  alter table payload alter column bytes set compression lz4;
exception when feature_not_supported then
  alter table payload alter column bytes set storage external;
end $$;
alter table tile alter column hashes set storage external;
