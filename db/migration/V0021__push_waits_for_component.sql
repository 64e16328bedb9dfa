-- A push whose component does not work waits for that alone: it is due as soon as the component works again, and its attempts
-- are not used up meanwhile.
alter table app.push_event add column waits_for_component boolean not null default false;

-- issued_at is no later than received_at from now on, and the epoch when the push did not say when it was made.
