-- Inquiries: what issuing authorities are asked, for whom, until when, and what came of it. Written by the group commit
-- while it holds the log head, like all else.

alter table fact drop constraint fact_event_check, drop constraint fact_status_check;
alter table fact
  add constraint fact_event_check check (event in ('issued', 'amended', 'replaced', 'cancelled', 'refused', 'suspended',
    'revoked', 'declared', 'registered', 'released', 'confirmed', 'disowned', 'unfounded', 'contradicted')) not valid,
  add constraint fact_status_check check (status in ('in-force', 'cancelled', 'replaced', 'refused', 'revoked', 'disputed',
    'not-originating', 'not-issued')) not valid;

alter table verification add column follows uuid;
comment on column verification.follows is 'The verification whose question was asked again by us when its inquiry had ended';
-- Asked again once, whatever happens.
create unique index verification_follows on verification (follows) where follows is not null;

create table inquiry (
  id           uuid primary key,
  kind         text not null,
  issuer       text not null check (length(issuer) = 2),
  series       text not null,
  number       text not null check (length(number) between 1 and 64),
  statements   bytea not null check (length(statements) = 32),
  partner      text not null,
  opened_by    uuid not null,
  asked        json not null,
  state        text not null check (state in ('wanted', 'asked', 'answered', 'expired', 'failed')),
  rounds       integer not null check (rounds >= 0),
  exchanges    uuid[] not null,
  opened_at    timestamptz not null,
  due_day      text not null check (due_day ~ '^\d{4}-\d\d-\d\d$'),
  due_at       timestamptz not null,
  next_at      timestamptz,
  ends         integer not null check (ends >= 0),
  result       text,
  reply        text,
  check ((next_at is null) = (state not in ('wanted', 'asked'))),
  check ((result is null) = (state <> 'answered'))
);
comment on table inquiry is 'Our asking of an issuing authority about a document, in its own format';
comment on column inquiry.id is 'UUIDv7; without hyphens the number of our first request, and with R1, R2 … of the reminders';
comment on column inquiry.number is 'Skeleton of the number; as written it stands in asked';
comment on column inquiry.statements is 'SHA-256 of what is stated of the document: who states the same waits for the same reply';
comment on column inquiry.partner is 'Partner id of whom is asked';
comment on column inquiry.opened_by is 'The verification that wanted it first: its requests are about that';
comment on column inquiry.asked is 'What the authority gets to see: number as written, statements, reason; nothing of who asks';
comment on column inquiry.rounds is 'Requests that were made: the first, then reminders';
comment on column inquiry.exchanges is 'Their exchanges, in order';
comment on column inquiry.due_day is 'Last day for the reply, in the time zone of the authority';
comment on column inquiry.due_at is 'When that day is over';
comment on column inquiry.next_at is 'When there is something to do: to ask, to remind, to give up';
comment on column inquiry.ends is 'How often it came to another outcome: after each its askers are answered again';
comment on column inquiry.result is 'What the authority replied: origin-verification-result';
comment on column inquiry.reply is 'Its reasons in words';
-- One open inquiry about the same statements.
create unique index inquiry_open on inquiry (number, issuer, kind, series, statements) where next_at is not null;
create index inquiry_next on inquiry (next_at) where next_at is not null;

create table inquirer (
  verification uuid primary key,
  inquiry      uuid not null references inquiry,
  agency       text not null,
  opened_at    timestamptz not null,
  ends         integer not null default 0,
  told         integer not null default 0 check (told between 0 and ends),
  noticed      integer not null default 0 check (noticed between 0 and told),
  latest       uuid not null
);
comment on table inquirer is 'For whom an inquiry is made: the verifications that wait for it';
comment on column inquirer.ends is 'Ends of the inquiry, as there';
comment on column inquirer.told is 'Ends of the inquiry after which its question was asked again';
comment on column inquirer.noticed is 'Ends of the inquiry of which the agency was given notice';
comment on column inquirer.latest is 'The verification with the newest answer';
create index inquirer_of_inquiry on inquirer (inquiry);
create index inquirer_due on inquirer (opened_at) where noticed < ends;
create index inquirer_of_agency on inquirer (agency, opened_at);
