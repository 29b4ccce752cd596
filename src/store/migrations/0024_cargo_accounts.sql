-- Cargo accounts: which documents and records tell of one trip. All of it is made from the log and what that commits to, and can be
-- made again; written by the group commit while it holds the log head.

create table cargo_cursor (
  one      boolean primary key default true check (one),
  turn     bigint not null check (turn >= 0),
  reached  bigint not null check (reached >= 0),
  behind   bigint not null check (behind >= 0),
  rules    bytea check (length(rules) = 32)
);
comment on table cargo_cursor is 'How far cargo accounts have followed the log';
comment on column cargo_cursor.turn is 'Counts what was written: who read the rows at an earlier turn writes nothing';
comment on column cargo_cursor.reached is 'Records below were looked at';
comment on column cargo_cursor.behind is 'Size of the log when reading it began anew: until then nothing is said of any trip';
comment on column cargo_cursor.rules is 'SHA-256 of the rules by which it was read; null before the first';
insert into cargo_cursor values (true, 0, 0, 0, null);

create table trip (
  id        uuid primary key,
  revision  integer not null default 0 check (revision >= 0),
  findings  json not null default '[]',
  doubts    json not null default '[]',
  due_at    timestamptz,
  weighed_at timestamptz,
  joined    uuid references trip
) with (fillfactor = 70);
comment on table trip is 'One trip of cargo, or papers of which it is not known yet';
comment on column trip.id is 'UUIDv8, made of the first of its pieces in the log';
comment on column trip.revision is 'How often its findings have changed';
comment on column trip.findings is 'What its newest event says';
comment on column trip.doubts is 'Keys of trips, any of which it could be of';
comment on column trip.due_at is 'When it has to be looked at: something came, or should have come';
comment on column trip.weighed_at is 'When it was looked at';
comment on column trip.joined is 'The trip that has its pieces now';
create index trip_due on trip (due_at) where due_at is not null;

create table trip_piece (
  record_index  bigint not null check (record_index >= 0),
  paper         text not null,
  trip_id       uuid references trip,
  piece         json not null,
  primary key (record_index, paper)
);
comment on table trip_piece is 'What a record of the log tells of a trip, as the rules read it';
comment on column trip_piece.trip_id is 'Null for what joins nothing, and is shown with the trips that name it';
create index trip_piece_of_trip on trip_piece (trip_id);

create table trip_key (
  key           text not null,
  value         text not null,
  record_index  bigint not null,
  paper         text not null,
  at            timestamptz not null,
  primary key (key, value, record_index, paper),
  foreign key (record_index, paper) references trip_piece
);
comment on table trip_key is 'What pieces are found by: their keys, and under @subject and @document what else joins them';
comment on column trip_key.value is 'Skeleton';
comment on column trip_key.at is 'When what the piece tells of was';
create index trip_key_of_value on trip_key (value);
create index trip_key_of_piece on trip_key (record_index, paper);

create table trip_event (
  trip_id       uuid not null references trip,
  revision      integer not null check (revision > 0),
  payload_id    uuid not null,
  record_index  bigint not null unique check (record_index >= 0),
  receipt_size  bigint not null,
  primary key (trip_id, revision),
  check (receipt_size > record_index)
);
comment on table trip_event is 'Each change of the findings of a trip; only added';
comment on column trip_event.payload_id is 'The event whole: canonical JSON';
comment on column trip_event.record_index is 'Index in the log of its record';
