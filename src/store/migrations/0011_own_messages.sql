-- Exchanges that begin with us: a message that we compose ourselves has no sender and no connection, and is about
-- something that the log knows already.

alter table exchange add column about uuid;
alter table exchange add column once text;
alter table exchange alter column connection drop not null;
alter table exchange drop constraint exchange_check1;
alter table exchange add constraint exchange_sender check (about is not null or state = 'rejected' or
  (partner is not null and message_id is not null and digest is not null and format is not null));
alter table exchange add constraint exchange_own check (
  (about is null and once is null and connection is not null) or
  (about is not null and num_nonnulls(partner, connection, message_id, digest, format, documents_payload_id, route,
     companion_key, waits_until) = 0));
create index exchange_about on exchange (about) where about is not null;
create unique index exchange_once_about on exchange (about, once) where once is not null;
comment on table exchange is 'One message received, or one of our own, and all that followed';
comment on column exchange.about is 'Subject of the log that our own message is about; null for one that was received';
comment on column exchange.once is 'What of that subject it tells, where it must be told once';
comment on column exchange.partner is 'Partner id of the sender; null when the connection belonged to nobody, and for our own messages';
comment on column exchange.connection is 'Hex SHA-256 of the SubjectPublicKeyInfo of the client certificate; null for our own messages';
comment on column exchange.payload_id is 'The received bytes; of our own message canonical JSON of its hub documents';
comment on column exchange.documents_payload_id is 'Canonical JSON of the hub documents read from it';
comment on column exchange.received_at is 'When the last byte was here; of our own message when it was composed';

-- What an issuer is still to be told of the use of its documents, and what it was told. A row is written with the step
-- that it is about; the message follows, and gives it its exchange. Attempts are counted outside the group commit.

create table report (
  position     bigint primary key check (position >= 0),
  write_off    uuid not null references write_off,
  partner      text not null,
  status       text not null check (status in ('utilised', 'partially-utilised', 'rejected')),
  exhausted    integer[] not null,
  exchange_id  uuid references exchange,
  due_at       timestamptz not null,
  attempts     integer not null default 0 check (attempts >= 0),
  last_error   text
) with (fillfactor = 70);
comment on table report is 'Steps of write-offs that the issuer of the document is told of';
comment on column report.position is 'Index in the log of the record of the step: each is reported once';
comment on column report.partner is 'The partner that vouches for the document, to which it goes';
comment on column report.status is 'What became of the document, of the hub''s list status';
comment on column report.exhausted is 'Lines of which the step left nothing';
comment on column report.exchange_id is 'The exchange of our own that tells it; null while it is due';
comment on column report.due_at is 'Not before this time';
comment on column report.attempts is 'Attempts that failed before there was a message';
comment on column report.last_error is 'Code and sentence of the last of them';
create index report_due on report (due_at) where exchange_id is null;
