-- What the metrics count at every scrape, by indexes alone.

create index inquiry_tally on inquiry (partner, state);
create index report_exchange on report (exchange_id) where exchange_id is not null;
