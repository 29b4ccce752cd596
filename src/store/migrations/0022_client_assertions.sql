-- Assertions by which partners' systems have shown who they are: each once, on whatever node.
create table client_assertion (
  partner text not null,
  id_sha256 bytea not null check (length(id_sha256) = 32),
  until timestamptz not null,
  primary key (partner, id_sha256)
);
comment on table client_assertion is 'Ids of assertions that were used; a row is needed until its assertion has expired';
create index client_assertion_until on client_assertion (until);
