-- Partner files as they were in force: records name them by hash, bundles carry their text.

create table agreement (
  sha256      bytea primary key check (length(sha256) = 32),
  partner     text not null,
  name        text not null,
  text        text not null,
  key_files   jsonb not null,
  first_used  timestamptz not null default now()
);
comment on table agreement is 'Every version of a partner file that a gateway on this database was started with';
comment on column agreement.sha256 is 'SHA-256 of text: the records of the log name it';
comment on column agreement.partner is 'Partner id';
comment on column agreement.name is 'File name';
comment on column agreement.key_files is 'The key files it names: PEM text by file name';
