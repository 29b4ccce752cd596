-- Newer editions of documents, which are told as recalls are.

alter table notice drop constraint notice_kind_check;
alter table notice add constraint notice_kind_check check (kind in ('amended', 'answered', 'ended', 'recalled')) not valid;
comment on column notice.fact_position is 'The fact that it rests on: of a recall the one that made the document worse, of an amendment the newer edition';

comment on table recall is 'Documents that fell or have a newer edition: who relied on them is still to be told. Gone once all are';
comment on column recall.fact_position is 'The fact by which it fell or was amended, or whose key was compromised';
