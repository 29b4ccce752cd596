-- What a receiver decides about the goods wakes workflows. A table of its own: acknowledgements are planned for when they are few.
create table decision (
  record_index  bigint primary key check (record_index >= 0),
  response      json not null
);
comment on table decision is 'What decisions of receivers say: hub document response. Their bytes, which the log commits to, are payloads';
comment on column decision.record_index is 'Index in the log of the record "acknowledged"';
