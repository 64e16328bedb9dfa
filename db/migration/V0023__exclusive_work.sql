-- Work that one node at a time does. Its transaction locks the row: no reader of reports may, as with an advisory lock.
create table app.exclusive_work (
  work text primary key
);

insert into app.exclusive_work values ('reminders'), ('retention');

comment on table app.exclusive_work is
  'A row per kind of work that one transaction at a time may do; whoever does it locks the row until the transaction ends.';
comment on column app.exclusive_work.work is 'Its name.';
