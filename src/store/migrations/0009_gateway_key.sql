-- Our own keys as long as the log: what one of them signed is given back with it, also after it was renewed.

create table gateway_key (
  key_id       bytea primary key check (length(key_id) = 32),
  certificate  text not null,
  first_used   timestamptz not null default now()
);
comment on table gateway_key is 'Every signing key that a gateway on this database was started with';
comment on column gateway_key.key_id is 'SHA-256 of its SubjectPublicKeyInfo: records of the log and signed answers name it';
comment on column gateway_key.certificate is 'PEM, as it was at the first start with the key';
