-- Whoever has an authority asked is counted while the log head is locked: what ended long ago is not looked at.
create index inquirer_open on inquirer (agency) where ends = 0;
