-- Whoever has an authority asked is counted while the log head is locked: what ended long ago is not looked at.
create index inquirer_open on inquirer (agency) where ends = 0;

-- The notice of a new answer is made together with it. Where it was not made yet, the question is asked once more.
update inquirer set told = noticed where noticed < told;
drop index inquirer_due;
alter table inquirer drop column noticed;
create index inquirer_due on inquirer (opened_at) where told < ends;
