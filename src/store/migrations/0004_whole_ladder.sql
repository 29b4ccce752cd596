-- Acknowledgements of transport (the bytes arrived) and decisions about the goods are steps of the ladder too.
alter table acknowledgement drop constraint acknowledgement_level_check;
alter table acknowledgement add constraint acknowledgement_level_check
  check (level in ('transport', 'technical', 'business', 'decision'));
