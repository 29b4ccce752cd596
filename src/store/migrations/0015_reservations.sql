-- Reservations end. Those from before have no end and go on without one.

alter table write_off add column reserved_until timestamptz;
comment on column write_off.reserved_until is 'When what is reserved goes back by itself, or went; null without an end, and once its agency has used or released it';
-- Reservations whose time is over, the oldest first.
create index write_off_ends on write_off (reserved_until, id) where state = 'reserved' and reserved_until is not null;

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind in ('answered', 'ended', 'recalled')) not valid;
