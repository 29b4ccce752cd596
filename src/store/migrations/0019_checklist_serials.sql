-- Serial numbers of load checklists that an office has given. A number is given in the transaction that issues the list, so
-- that it is used or still free, and the row is locked until then: two lists of one office never have one number.

create table checklist_serial (
  country   text not null check (country ~ '^[A-Z]{2}$'),
  district  text not null check (district ~ '^[0-9]{4}$'),
  year      integer not null check (year between 2000 and 9999),
  last      integer not null check (last between 1 and 99999),
  primary key (country, district, year)
) with (fillfactor = 50);
comment on table checklist_serial is 'The last serial number that an office has given to a load checklist in a year';
comment on column checklist_serial.district is 'Customs district of the office, as it stands in the number';
comment on column checklist_serial.year is 'Year on the clocks of the office';
