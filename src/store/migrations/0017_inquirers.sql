-- Whoever has an authority asked is counted while the log head is locked: what ended long ago is not looked at.
create index inquirer_open on inquirer (agency) where ends = 0;

-- The notice of a new answer is made together with it. Where it was not made yet, the question is asked once more.
update inquirer set told = noticed where noticed < told;
drop index inquirer_due;
alter table inquirer drop column noticed;
create index inquirer_due on inquirer (opened_at) where told < ends;

-- Each waits for as long as if it had been the first to ask: how long another one has waited is not its business.
alter table inquirer add column due_day text check (due_day ~ '^\d{4}-\d\d-\d\d$'), add column due_at timestamptz;
update inquirer r set due_day = i.due_day, due_at = i.due_at from inquiry i where i.id = r.inquiry;
alter table inquirer alter column due_day set not null, alter column due_at set not null;
comment on column inquirer.due_day is 'Last day on which it waits for a reply, in the time zone of the authority';
comment on column inquirer.due_at is 'When that day is over: not before is it told that no reply has come';
