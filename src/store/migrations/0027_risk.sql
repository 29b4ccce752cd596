-- What is in force of the risk parameters is asked before every batch that may decide about a channel: a look at one place.
create index case_event_of_parameters on case_event (record_index)
  where event in ('parameters-loaded', 'parameters-activated', 'parameters-withdrawn');

-- What inspections say of risk parameters, one row for each parameter that fired on a decision. Each is an effect of an event of a case:
-- the rows repeat what the log says, so that they can be summed.
create table risk_rating (
  case_id     uuid not null,
  revision    integer not null,
  place       smallint not null,
  hash        bytea not null check (length(hash) = 32),
  parameter   text not null,
  version     integer not null check (version > 0),
  sub_centre  text not null,
  result      text,
  minutes     integer not null check (minutes >= 0),
  amount      numeric,
  currency    text,
  check ((amount is null) = (currency is null)),
  primary key (case_id, revision, place, hash),
  foreign key (case_id, revision, place) references case_effect
);
comment on table risk_rating is 'How inspections have borne out the risk parameters that fired; only added';
comment on column risk_rating.hash is 'SHA-256 of the parameter';
comment on column risk_rating.sub_centre is 'Of the office that decided; empty where none is known';
comment on column risk_rating.result is 'What the inspection found; null where there was none';
create index risk_rating_of_sub_centre on risk_rating (sub_centre, parameter);
