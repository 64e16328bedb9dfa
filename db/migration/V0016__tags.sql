-- Up to ten key=value that the provider gives a merchant, such as who looks after it. A column of its row, since whatever shows a
-- merchant shows them.
alter table app.merchant
  add column tags jsonb not null default '{}',
  add constraint tags_are_an_object check (jsonb_typeof(tags) = 'object');

-- Serves merchant_coverage and problem where tags @> '{"owner": "li"}'.
create index merchant_by_tag on app.merchant using gin (tags jsonb_path_ops);
