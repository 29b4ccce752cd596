-- How often an agency was wrong about a document, so that nobody learns one by trying. Written by the group commit while
-- it holds the log head: guesses that come at once are counted one after the other, whichever node they came to.

create table miss (
  agency    text not null,
  scope     bytea not null check (length(scope) in (0, 32)),
  count     integer not null check (count > 0),
  first_at  timestamptz not null,
  primary key (agency, scope)
) with (fillfactor = 70);
comment on table miss is 'Questions of agencies that did not fit a document, within a day of the first of them; an older row counts for nothing';
comment on column miss.agency is 'Partner id of who asked';
comment on column miss.scope is 'SHA-256 of the key that was asked for, whether there is such a document or not; empty for all keys together';
comment on column miss.first_at is 'Time of the record that was the first miss: the day begins with it';
