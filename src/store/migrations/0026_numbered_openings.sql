-- An act by which an office opens a case and numbers it is found by its own id when it comes again: the caller knows no number yet.

create index case_event_opening on case_event (cause) where revision = 1;
