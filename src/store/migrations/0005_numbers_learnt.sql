-- A receiver may give what it was sent a number of its own, and name it by that alone from then on.
alter table acknowledgement add column numbers text[] not null default '{}';
comment on column acknowledgement.numbers is 'Numbers that the receiver gave the message with this answer';
create index acknowledgement_numbers on acknowledgement using gin (numbers) where numbers <> '{}';
