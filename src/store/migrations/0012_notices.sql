-- Notices: what agencies are told after they were told something else, because that has changed or was answered. Written by
-- the group commit while it holds the log head. What makes them, and what takes them to agencies, is work that is due.

create table notice (
  id             uuid primary key,
  agency         text not null,
  subject        text not null check (subject in ('verification', 'write-off')),
  about          uuid not null,
  kind           text not null check (kind in ('answered', 'recalled')),
  reason         text not null check (reason <> ''),
  fact_position  bigint references fact,
  next           uuid,
  made_at        timestamptz not null,
  payload_id     uuid not null,
  signature      bytea not null,
  record_index   bigint not null check (record_index >= 0),
  receipt_size   bigint not null,
  unique (record_index),
  check (receipt_size > record_index)
);
comment on table notice is 'Signed statements to agencies that something they were told has changed, or has been answered';
comment on column notice.id is 'UUIDv7';
comment on column notice.agency is 'Partner id of who is told';
comment on column notice.about is 'Id of the verification or write-off';
comment on column notice.reason is 'Stable code of why';
comment on column notice.fact_position is 'The fact that it rests on: of a recall the one that made the document worse';
comment on column notice.next is 'The verification that answers the question anew';
comment on column notice.made_at is 'Time of its record';
comment on column notice.payload_id is 'The signed notice: payload of its JWS';
comment on column notice.signature is 'Signature of the JWS, as RFC 7518 has it; algorithm and key id stand in the record';
comment on column notice.record_index is 'Index in the log of the record "notified"';
comment on column notice.receipt_size is 'Tree size of its receipt: with it the same bytes can be made again';
-- One notice for one cause, however often it is told of. Nulls are no values: two of them would be two causes.
create unique index notice_of_cause on notice (about, kind, reason, coalesce(fact_position, -1), coalesce(next, about));
-- Lists and streams, in the order of the log.
create index notice_of_agency on notice (agency, record_index);

create table notice_push (
  notice_id    uuid primary key references notice,
  agency       text not null,
  due_at       timestamptz not null default now(),
  attempts     integer not null default 0,
  last_error   text,
  locked_by    text,
  locked_at    timestamptz,
  given_up_at  timestamptz
);
comment on table notice_push is 'Notices that are to be sent to the agency''s address; gone once it has said that it has them';
comment on column notice_push.locked_by is 'The worker that sends it now';
comment on column notice_push.given_up_at is 'All attempts of the agreement were in vain: the notice stands in the list and is sent no more';
create index notice_push_due on notice_push (agency, due_at) where given_up_at is null;

create table recall (
  fact_position   bigint not null references fact,
  document        bigint not null references fact,
  reason          text not null check (reason <> ''),
  told_after      bigint not null,
  told_before     bigint not null,
  reached         uuid not null default '00000000-0000-0000-0000-000000000000',
  locked_by       text,
  locked_at       timestamptz,
  primary key (fact_position, document, reason, told_after)
);
comment on table recall is 'Documents that fell: who relied on them is still to be told. Gone once all are';
comment on column recall.fact_position is 'The fact by which it fell, or whose key was compromised';
comment on column recall.document is 'Position of the first fact of the document whose answers and write-offs are looked for';
comment on column recall.told_after is 'Answers whose records have greater indexes than this';
comment on column recall.told_before is 'And smaller ones than this';
comment on column recall.reached is 'Id of the last verification or write-off whose notice is made';
comment on column recall.locked_by is 'The worker that is at it now';

create table key_loss (
  key_id     bytea not null check (length(key_id) = 32),
  since      timestamptz not null,
  from_size  bigint not null check (from_size >= 0),
  to_size    bigint not null,
  reached    bigint not null default -1,
  done       boolean not null default false,
  locked_by  text,
  locked_at  timestamptz,
  primary key (key_id, since, from_size),
  check (to_size > from_size)
);
comment on table key_loss is 'Keys that partner files state as compromised, and the part of the log whose answers were recalled for that';
comment on column key_loss.since is 'As the partner file says: facts whose records are not older are not vouched for';
comment on column key_loss.from_size is 'Where the part begins: zero, or the end of the one before';
comment on column key_loss.to_size is 'Size of the log when a node started with the statement';
comment on column key_loss.reached is 'Position of the last fact whose recall is written down';

-- Everybody who relied on a document, should it fall.
create index write_off_of_document on write_off (document, id);
create index fact_of_key on fact (key_id, position) where key_id is not null;

-- Documents that are built on one that falls.
alter table fact add column base text check (length(base) > 0);
comment on column fact.base is 'Skeleton of the number of the first certificate that it is built on';
update fact set base = upper(regexp_replace(normalize(content->>'base', nfkc), '[\s.·•・\-‐‑–—_/]', '', 'g'))
 where content->>'base' is not null;
create index fact_of_base on fact (base, kind, series) where base is not null;
