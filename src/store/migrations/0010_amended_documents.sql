-- Documents that are amended, and answers of customs. Every set only grows, so that no row is looked at again.

alter table fact drop constraint fact_event_check;
alter table fact add constraint fact_event_check check (event in ('issued', 'amended', 'replaced', 'cancelled', 'refused',
  'suspended', 'revoked', 'declared', 'registered', 'released', 'confirmed', 'disowned', 'contradicted')) not valid;
alter table fact drop constraint fact_status_check;
alter table fact add constraint fact_status_check check (status in ('in-force', 'cancelled', 'replaced', 'refused', 'revoked',
  'disputed', 'not-issued')) not valid;
comment on column fact.basis is 'Index in the log of the record it rests on: the acceptance of the message, or the acknowledgement';

-- An amended document is counted anew, each edition under names of its own.
create index balance_of_document on balance (document, line, measure);
alter table balance drop constraint balance_document_line_measure_key;
comment on table balance is 'What was taken of a measure of a line of one edition, from its first write-off on: no row means that nothing was';
comment on column balance.carried is 'Already taken from the document that this one replaces, or from earlier editions';
