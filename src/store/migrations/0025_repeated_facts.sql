-- A message that says of a document what was known already makes no fact. Who rests on the message rests on the fact that it repeats.
create table fact_repeat (
  basis    bigint not null check (basis >= 0),
  position bigint not null check (position >= 0),
  primary key (basis, position),
  check (position <> basis)
);
comment on table fact_repeat is 'Messages that said of a document nothing new';
comment on column fact_repeat.basis is 'Index in the log of the acceptance of the message';
comment on column fact_repeat.position is 'The fact that it repeats';
create index fact_repeat_of_fact on fact_repeat (position);
