-- Cases: runs of workflows. Written by the group commit while it holds the log head; each event has its record in the log, and the
-- rows here are the sum of those.

create table workflow_definition (
  hash        bytea primary key check (length(hash) = 32),
  workflow    text not null,
  version     integer not null check (version > 0),
  text        text not null,
  first_used  timestamptz not null default now(),
  unique (workflow, version)
);
comment on table workflow_definition is 'Definitions that this gateway has started with: a case runs to its end by the one that it began with';
comment on column workflow_definition.hash is 'SHA-256 of text';
comment on column workflow_definition.text is 'The file, as it was';

create table workflow_case (
  id          uuid primary key,
  workflow    text not null,
  key         text not null check (length(key) between 1 and 128),
  definition  bytea not null references workflow_definition,
  office      text not null check (office <> ''),
  state       text not null,
  revision    integer not null check (revision > 0),
  entered     integer not null check (entered between 0 and revision),
  since       timestamptz not null,
  data        json not null,
  due_at      timestamptz,
  outcome     text,
  opened_at   timestamptz not null,
  unique (workflow, key)
) with (fillfactor = 70);
comment on table workflow_case is 'One run of a workflow, as its events have left it';
comment on column workflow_case.id is 'UUIDv7';
comment on column workflow_case.key is 'What it is about: the number of a checklist, a declaration, a result';
comment on column workflow_case.office is 'Ours, whose officers have its tasks';
comment on column workflow_case.revision is 'Number of its newest event, from 1';
comment on column workflow_case.entered is 'The event that brought it into its state';
comment on column workflow_case.since is 'When that was';
comment on column workflow_case.data is 'What it knows';
comment on column workflow_case.due_at is 'When the deadline of its state is over';
comment on column workflow_case.outcome is 'How it ended; null while it is open';
create index workflow_case_due on workflow_case (due_at) where due_at is not null;
create index workflow_case_of_office on workflow_case (office, workflow, id desc);

create table case_event (
  case_id       uuid not null references workflow_case,
  revision      integer not null check (revision > 0),
  event         text not null,
  cause         text not null check (cause <> ''),
  payload_id    uuid not null,
  record_index  bigint not null unique check (record_index >= 0),
  receipt_size  bigint not null,
  primary key (case_id, revision),
  unique (case_id, cause, event),
  check (receipt_size > record_index)
);
comment on table case_event is 'What happened in a case, in order; only added';
comment on column case_event.cause is 'What made it happen: a record of the log, an act, a deadline, another case. None moves a case twice';
comment on column case_event.payload_id is 'The event whole: canonical JSON';
comment on column case_event.record_index is 'Index in the log of its record';
comment on column case_event.receipt_size is 'Tree size of its receipt';

create table case_task (
  case_id  uuid not null references workflow_case,
  task     text not null,
  office   text not null,
  role     text not null,
  since    timestamptz not null,
  due_at   timestamptz,
  primary key (case_id, task)
);
comment on table case_task is 'What officers are waited for; gone when the case has left the state that asks for it';
create index case_task_of_office on case_task (office, role, since, case_id);

create table case_effect (
  case_id      uuid not null references workflow_case,
  revision     integer not null,
  place        smallint not null check (place >= 0),
  kind         text not null,
  args         json not null,
  due_at       timestamptz not null,
  attempts     integer not null default 0,
  last_error   text,
  exchange_id  uuid,
  done_at      timestamptz,
  primary key (case_id, revision, place)
);
comment on table case_effect is 'What is to be done because a case has moved, in the order of its events';
comment on column case_effect.place is 'Place among the effects of the event, from 0';
comment on column case_effect.exchange_id is 'The exchange by which it was done';
create index case_effect_due on case_effect (due_at, case_id) where done_at is null;

create table case_basis (
  case_id       uuid not null references workflow_case,
  revision      integer not null,
  record_index  bigint not null check (record_index >= 0),
  key_id        bytea check (length(key_id) = 32),
  primary key (case_id, record_index)
);
comment on table case_basis is 'Records that cases rest on, so that they can be told when something falls: facts name the acceptance that they rest on';
comment on column case_basis.revision is 'The event that cited it first';
comment on column case_basis.record_index is 'Index in the log of the record: an acceptance, a fact that fell, an event of another case';
comment on column case_basis.key_id is 'Key that signed the message';
create index case_basis_of_record on case_basis (record_index);
create index fact_by_first on fact (document, position);
create index case_basis_of_key on case_basis (key_id) where key_id is not null;

create table workflow_cursor (
  one      boolean primary key default true check (one),
  reached  bigint not null check (reached >= 0)
);
comment on table workflow_cursor is 'How far workflows have followed the log: records below were looked at';
insert into workflow_cursor select true, coalesce((select size from log_head), 0);

create table workflow_passed_over (
  record_index  bigint primary key check (record_index >= 0),
  error         text not null,
  at            timestamptz not null
);
comment on table workflow_passed_over is 'Records that workflows could make nothing of, for a fault of ours: tried again with every start';
