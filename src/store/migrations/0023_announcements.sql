-- Events of cases are announced to a broker, where there is one: how far that has come, and which node does it.
create table announcement_cursor (
  only_one    boolean primary key default true check (only_one),
  reached     bigint check (reached >= -1),
  held_by     text,
  held_until  timestamptz,
  check ((held_by is null) = (held_until is null))
);
comment on table announcement_cursor is 'One row: how far the events of cases are announced';
comment on column announcement_cursor.reached is 'Index in the log of the last event that the broker has; null before the first node with a broker';
comment on column announcement_cursor.held_by is 'The one node that announces; another may once its time is over';
insert into announcement_cursor default values;
