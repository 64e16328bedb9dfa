-- Grain: one row per act.
create or replace view reporting.console_act as
select act_id, at, user_name, act, subject from app.console_act;

comment on view reporting.console_act is
  'One row per act of a person in the console: who did what, and when. Kept for ever.';
comment on column reporting.console_act.act_id is
  'Grows in the order of acts.';
comment on column reporting.console_act.at is
  'When it was done.';
comment on column reporting.console_act.user_name is
  'Who did it: the name of the user, or the one that the proxy named.';
comment on column reporting.console_act.act is
  'logged_in, logged_out, read_now, alerts_redriven, channel_tested, tagged, link_shown, link_revoked, problem_undo, and problem_ with what a person did about it, problem_wait for example; later versions may add acts.';
comment on column reporting.console_act.subject is
  'What it was done to: component and merchant, a channel, or the number of a problem, act or link; null where there is nothing else.';
