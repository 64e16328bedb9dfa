-- What db/migration/ makes of an empty database, read from its catalog by SchemaListingTest: to be read in reviews,
-- never to be run or edited. Rewrite it with
--   ./mvnw test -Dtest=SchemaListingTest -Dcatwalk.schema.write=true

-- Tables

create table app.alert (
  alert_id bigint generated always as identity not null,
  webhook_id text default gen_random_uuid() not null,
  type text not null,
  component_appid text not null,
  merchant_id bigint,
  change_id bigint,
  raised_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  data jsonb not null,
  constraint alert_pkey PRIMARY KEY (alert_id),
  constraint one_alert_per_webhook_id UNIQUE (webhook_id),
  constraint alert_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint alert_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT
);
CREATE INDEX alert_of_change ON app.alert USING btree (change_id) INCLUDE (alert_id, type) WHERE (change_id IS NOT NULL);
CREATE INDEX alert_of_component ON app.alert USING btree (component_appid, alert_id) WHERE (merchant_id IS NULL);
CREATE INDEX alert_of_merchant ON app.alert USING btree (merchant_id, raised_at) WHERE (merchant_id IS NOT NULL);
CREATE INDEX alert_raised ON app.alert USING btree (raised_at);

create table app.alert_attempt (
  alert_id bigint not null,
  channel text not null,
  attempt integer not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  error text,
  constraint alert_attempt_pkey PRIMARY KEY (alert_id, channel, attempt),
  constraint alert_attempt_alert_id_channel_fkey FOREIGN KEY (alert_id, channel) REFERENCES app.alert_delivery(alert_id, channel) ON DELETE RESTRICT,
  constraint attempts_count_from_one CHECK (attempt > 0)
);

create table app.alert_channel (
  channel text not null,
  held_by text,
  held_until timestamp with time zone,
  paused_until timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_address bytea,
  constraint alert_channel_pkey PRIMARY KEY (channel),
  constraint disabled_with_address CHECK ((disabled_at IS NULL) = (disabled_address IS NULL)),
  constraint held_by_with_its_end CHECK ((held_by IS NULL) = (held_until IS NULL))
);

create table app.alert_delivery (
  alert_id bigint not null,
  channel text not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  failures integer default 0 not null,
  next_attempt_at timestamp with time zone,
  delivered_at timestamp with time zone,
  last_error text,
  claimed_until timestamp with time zone,
  constraint alert_delivery_pkey PRIMARY KEY (alert_id, channel) INCLUDE (delivered_at),
  constraint alert_delivery_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES app.alert(alert_id) ON DELETE RESTRICT,
  constraint delivered_iff_delivered_at CHECK ((state = 'delivered'::text) = (delivered_at IS NOT NULL)),
  constraint known_channel CHECK (channel = ANY (ARRAY['webhook'::text, 'wecom'::text, 'feishu'::text, 'dingtalk'::text, 'email'::text])),
  constraint known_state CHECK (state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'withdrawn'::text])),
  constraint pending_iff_next_attempt CHECK ((state = 'pending'::text) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX alert_delivery_dead ON app.alert_delivery USING btree (channel, alert_id) WHERE (state = 'dead'::text);
CREATE INDEX alert_delivery_delivered ON app.alert_delivery USING btree (channel, delivered_at) WHERE (state = 'delivered'::text);
CREATE INDEX alert_delivery_due ON app.alert_delivery USING btree (channel, next_attempt_at, alert_id) WHERE (state = 'pending'::text);

create table app.alert_recorded (
  alert_id bigint not null,
  constraint alert_recorded_pkey PRIMARY KEY (alert_id),
  constraint alert_recorded_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES app.alert(alert_id) ON DELETE CASCADE
);

create table app.api_key (
  api_key_id bigint generated always as identity not null,
  key_name text not null,
  key_sha256 bytea not null,
  scopes text[] not null,
  component_appid text,
  permission_sets integer[] default '{}'::integer[] not null,
  tags jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint api_key_pkey PRIMARY KEY (api_key_id),
  constraint one_key_per_hash UNIQUE (key_sha256),
  constraint one_key_per_name UNIQUE (key_name),
  constraint hash_is_a_sha256 CHECK (octet_length(key_sha256) = 32),
  constraint scopes_are_named CHECK (cardinality(scopes) > 0)
);

create table app.audit_change (
  change_id bigint generated always as identity not null,
  merchant_id bigint not null,
  first_id integer not null,
  second_id integer not null,
  first_name text,
  second_name text,
  previous_first_name text,
  previous_second_name text,
  change text not null,
  previous_status integer,
  audit_status integer,
  audit_reason text,
  expired boolean,
  expired_since timestamp with time zone,
  observed_at timestamp with time zone not null,
  previously_read_at timestamp with time zone,
  first_sight boolean not null,
  review_seconds integer,
  snapshot_id bigint not null,
  walk_id bigint not null,
  constraint audit_change_pkey PRIMARY KEY (change_id),
  constraint audit_change_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint known_change CHECK (change = ANY (ARRAY['added'::text, 'removed'::text, 'status_changed'::text, 'reason_changed'::text, 'expired'::text, 'renewed'::text, 'renamed'::text])),
  constraint only_additions_at_first_sight CHECK (NOT first_sight OR change = 'added'::text),
  constraint removed_without_status CHECK ((change = 'removed'::text) = (audit_status IS NULL)),
  constraint review_seconds_only_of_decisions CHECK (review_seconds IS NULL OR change = 'status_changed'::text AND previous_status = 1 AND (audit_status = ANY (ARRAY[2, 3])))
);
CREATE INDEX audit_change_decided ON app.audit_change USING btree (first_id, second_id, observed_at) INCLUDE (review_seconds, audit_status) WHERE (review_seconds IS NOT NULL);
CREATE INDEX audit_change_into_rejection ON app.audit_change USING btree (merchant_id, first_id, second_id, observed_at, change_id) INCLUDE (first_sight) WHERE ((audit_status = 2) AND (change = ANY (ARRAY['added'::text, 'status_changed'::text])));
CREATE INDEX audit_change_observed ON app.audit_change USING btree (observed_at);
CREATE INDEX audit_change_of_category ON app.audit_change USING btree (merchant_id, first_id, second_id, observed_at, change_id);
CREATE INDEX audit_change_of_pair ON app.audit_change USING btree (first_id, second_id, observed_at);
CREATE INDEX audit_change_of_walk ON app.audit_change USING btree (walk_id);
CREATE INDEX audit_change_rejected ON app.audit_change USING btree (observed_at) INCLUDE (merchant_id, first_sight) WHERE ((audit_status = 2) AND (change = ANY (ARRAY['added'::text, 'status_changed'::text])));

create table app.authorize_link (
  link_id bigint generated always as identity not null,
  merchant_id bigint not null,
  id_sha256 bytea not null,
  encrypted_id bytea not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  clicked_at timestamp with time zone,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint authorize_link_pkey PRIMARY KEY (link_id),
  constraint one_link_per_id UNIQUE (id_sha256),
  constraint authorize_link_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint hash_is_a_sha256 CHECK (octet_length(id_sha256) = 32)
);
CREATE INDEX authorize_link_expired ON app.authorize_link USING btree (expires_at);
CREATE INDEX authorize_link_of_merchant ON app.authorize_link USING btree (merchant_id, created_at);

create table app.category (
  merchant_id bigint not null,
  first_id integer not null,
  second_id integer not null,
  first_name text,
  second_name text,
  audit_status integer not null,
  audit_reason text,
  status_since timestamp with time zone not null,
  expired boolean,
  expired_since timestamp with time zone,
  constraint category_pkey PRIMARY KEY (merchant_id, first_id, second_id),
  constraint category_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint expired_since_iff_expired CHECK ((expired_since IS NOT NULL) = (expired IS TRUE))
);
CREATE INDEX category_expired ON app.category USING btree (merchant_id, first_id, second_id) WHERE expired;
CREATE INDEX category_not_approved ON app.category USING btree (audit_status, merchant_id) WHERE (audit_status <> 3);
CREATE INDEX category_not_approved_by_name ON app.category USING btree (reporting.audit_status_name(audit_status)) WHERE (reporting.audit_status_name(audit_status) <> 'approved'::text);
CREATE INDEX category_of_pair ON app.category USING btree (first_id, second_id, audit_status, merchant_id);
CREATE INDEX category_rejected ON app.category USING btree (status_since) INCLUDE (merchant_id, first_id, second_id) WHERE (audit_status = 2);

create table app.category_snapshot (
  snapshot_id bigint generated always as identity not null,
  merchant_id bigint not null,
  walk_id bigint not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone,
  content_hash bytea not null,
  category_count integer not null,
  rejected_count integer not null,
  additions_limit integer,
  additions_left integer,
  category_limit integer,
  document jsonb not null,
  constraint category_snapshot_pkey PRIMARY KEY (snapshot_id),
  constraint category_snapshot_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT
);
CREATE INDEX category_snapshot_exhausted ON app.category_snapshot USING btree (merchant_id) INCLUDE (snapshot_id, additions_left, additions_limit, category_limit, category_count) WHERE (((additions_left = 0) OR (category_count >= category_limit)) AND (last_seen_at IS NULL));
CREATE INDEX category_snapshot_first_seen ON app.category_snapshot USING btree (first_seen_at);
CREATE INDEX category_snapshot_of_merchant ON app.category_snapshot USING btree (merchant_id, first_seen_at DESC);

create table app.component (
  component_appid text not null,
  created_at timestamp with time zone not null,
  roster_read_at timestamp with time zone,
  roster_total bigint,
  roster_found bigint,
  stopped_since timestamp with time zone,
  stopped_errcode integer,
  stopped_reason text,
  ticket_watched_at timestamp with time zone,
  ticket_listening_since timestamp with time zone,
  ticket_stage text,
  ticket_silent_since timestamp with time zone,
  missed_message_at timestamp with time zone,
  constraint component_pkey PRIMARY KEY (component_appid),
  constraint component_appid_not_empty CHECK (component_appid <> ''::text),
  constraint known_ticket_stage CHECK (ticket_stage = ANY (ARRAY['overdue'::text, 'silent'::text, 'six_hours_left'::text, 'three_hours_left'::text, 'one_hour_left'::text, 'dead'::text])),
  constraint stage_with_its_silence CHECK ((ticket_stage IS NULL) = (ticket_silent_since IS NULL)),
  constraint stopped_with_a_reason CHECK ((stopped_since IS NULL) = (stopped_reason IS NULL)),
  constraint watched_while_listening CHECK ((ticket_watched_at IS NULL) = (ticket_listening_since IS NULL))
);

create table app.component_token (
  component_appid text not null,
  verify_ticket bytea,
  verify_ticket_issued_at timestamp with time zone,
  verify_ticket_received_at timestamp with time zone,
  access_token bytea,
  access_token_issued_at timestamp with time zone,
  access_token_expires_at timestamp with time zone,
  generation bigint default 0 not null,
  refresh_leased_by uuid,
  refresh_leased_until timestamp with time zone,
  push_restarted_at timestamp with time zone,
  constraint component_token_pkey PRIMARY KEY (component_appid),
  constraint component_token_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint access_token_with_expiry CHECK ((access_token IS NULL) = (access_token_expires_at IS NULL)),
  constraint ticket_with_its_times CHECK ((verify_ticket IS NULL) = (verify_ticket_issued_at IS NULL) AND (verify_ticket IS NULL) = (verify_ticket_received_at IS NULL))
);

create table app.console_act (
  act_id bigint generated always as identity not null,
  at timestamp with time zone not null,
  user_name text not null,
  act text not null,
  subject text,
  constraint console_act_pkey PRIMARY KEY (act_id)
);

create table app.console_session (
  session_sha256 bytea not null,
  user_id bigint,
  person_name text,
  person_role text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint console_session_pkey PRIMARY KEY (session_sha256),
  constraint console_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES app.console_user(user_id) ON DELETE CASCADE,
  constraint a_person_has_a_role CHECK ((person_name IS NULL) = (person_role IS NULL)),
  constraint hash_is_a_sha256 CHECK (octet_length(session_sha256) = 32),
  constraint known_person_role CHECK (person_role = ANY (ARRAY['viewer'::text, 'operator'::text])),
  constraint of_a_user_or_of_a_person CHECK (num_nonnulls(user_id, person_name) = 1)
);
CREATE INDEX console_session_of_user ON app.console_session USING btree (user_id);

create table app.console_user (
  user_id bigint generated always as identity not null,
  user_name text not null,
  password_hash text not null,
  user_role text not null,
  created_at timestamp with time zone not null,
  failed_logins integer default 0 not null,
  locked_until timestamp with time zone,
  constraint console_user_pkey PRIMARY KEY (user_id),
  constraint one_user_per_name UNIQUE (user_name),
  constraint hash_is_bcrypt CHECK (password_hash ~~ '$2%'::text),
  constraint known_role CHECK (user_role = ANY (ARRAY['viewer'::text, 'operator'::text]))
);

create table app.exclusive_work (
  work text not null,
  unfinished text,
  constraint exclusive_work_pkey PRIMARY KEY (work)
);

create table app.merchant (
  merchant_id bigint generated always as identity not null,
  component_appid text not null,
  merchant_appid text not null,
  authorization_state text default 'authorized'::text not null,
  authorized_at timestamp with time zone,
  revoked_at timestamp with time zone,
  permission_sets integer[] default '{}'::integer[] not null,
  facts_due boolean default true not null,
  facts_read_at timestamp with time zone,
  merchant_name text,
  principal_name text,
  original_id text,
  is_mini_program boolean,
  service_type integer,
  verify_type integer,
  register_type integer,
  account_status integer,
  created_at timestamp with time zone not null,
  last_listed_at timestamp with time zone,
  tags jsonb default '{}'::jsonb not null,
  constraint merchant_pkey PRIMARY KEY (merchant_id),
  constraint one_row_per_authorization UNIQUE (component_appid, merchant_appid),
  constraint merchant_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint known_authorization_state CHECK (authorization_state = ANY (ARRAY['authorized'::text, 'revoked'::text])),
  constraint revoked_iff_revoked_at CHECK ((authorization_state = 'revoked'::text) = (revoked_at IS NOT NULL)),
  constraint tags_are_an_object CHECK (jsonb_typeof(tags) = 'object'::text)
);
CREATE INDEX merchant_by_appid ON app.merchant USING btree (merchant_appid);
CREATE INDEX merchant_by_character_pairs ON app.merchant USING gin (reporting.character_pairs(((COALESCE(merchant_name, ''::text) || ' '::text) || COALESCE(principal_name, ''::text))));
CREATE INDEX merchant_by_name ON app.merchant USING hash (merchant_name);
CREATE INDEX merchant_by_tag ON app.merchant USING gin (tags jsonb_path_ops);
CREATE INDEX merchant_facts_due ON app.merchant USING btree (component_appid, merchant_id) WHERE facts_due;
CREATE INDEX merchant_of_component ON app.merchant USING btree (component_appid, merchant_id) INCLUDE (authorization_state);
CREATE INDEX merchant_revoked ON app.merchant USING btree (merchant_id) WHERE (authorization_state = 'revoked'::text);
CREATE TRIGGER keep_merchant_event AFTER UPDATE ON app.merchant FOR EACH ROW WHEN (((new.authorization_state <> old.authorization_state) OR (new.permission_sets <> old.permission_sets) OR (new.authorized_at IS DISTINCT FROM old.authorized_at) OR ((old.facts_read_at IS NULL) AND (new.facts_read_at IS NOT NULL)))) EXECUTE FUNCTION app.keep_merchant_event();
CREATE TRIGGER keep_problems AFTER UPDATE ON app.merchant FOR EACH ROW WHEN ((new.authorization_state <> old.authorization_state)) EXECUTE FUNCTION app.keep_problems();

create table app.merchant_event (
  event_id bigint generated always as identity not null,
  merchant_id bigint not null,
  at timestamp with time zone not null,
  kind text not null,
  detail jsonb not null,
  constraint merchant_event_pkey PRIMARY KEY (event_id),
  constraint merchant_event_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint known_kind CHECK (kind = ANY (ARRAY['authorized'::text, 'revoked'::text, 'permission_sets_changed'::text, 'visit_turned'::text, 'tags_changed'::text]))
);
CREATE INDEX merchant_event_of_merchant ON app.merchant_event USING btree (merchant_id, event_id);

create table app.merchant_token (
  merchant_id bigint not null,
  refresh_token bytea,
  refresh_token_stored_at timestamp with time zone,
  refused_at timestamp with time zone,
  refused_errcode integer,
  access_token bytea,
  access_token_issued_at timestamp with time zone,
  access_token_expires_at timestamp with time zone,
  generation bigint default 0 not null,
  refresh_leased_by uuid,
  refresh_leased_until timestamp with time zone,
  constraint merchant_token_pkey PRIMARY KEY (merchant_id),
  constraint merchant_token_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint access_token_with_expiry CHECK ((access_token IS NULL) = (access_token_expires_at IS NULL)),
  constraint refresh_token_with_its_time CHECK ((refresh_token IS NULL) = (refresh_token_stored_at IS NULL))
) with (fillfactor=80);

create table app.merchant_visit (
  merchant_id bigint not null,
  snapshot_id bigint,
  content_hash bytea,
  outcome text not null,
  errcode integer,
  rid text,
  consecutive_failures integer default 0 not null,
  hold_until timestamp with time zone,
  empty_walk_id bigint,
  empty_read_at timestamp with time zone,
  walk_id bigint not null,
  visited_at timestamp with time zone not null,
  succeeded_at timestamp with time zone,
  read_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  constraint merchant_visit_pkey PRIMARY KEY (merchant_id),
  constraint merchant_visit_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint merchant_visit_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES app.category_snapshot(snapshot_id) ON DELETE RESTRICT,
  constraint known_outcome CHECK (outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'not_permitted'::text, 'not_supported'::text, 'revoked'::text, 'token_lost'::text, 'throttled'::text, 'deferred'::text, 'failed'::text])),
  constraint snapshot_with_its_hash CHECK ((snapshot_id IS NULL) = (content_hash IS NULL))
) with (fillfactor=70);
CREATE INDEX merchant_visit_failed ON app.merchant_visit USING btree (merchant_id, outcome) WHERE (outcome = ANY (ARRAY['failed'::text, 'token_lost'::text, 'throttled'::text, 'not_permitted'::text]));
CREATE INDEX merchant_visit_snapshot ON app.merchant_visit USING btree (snapshot_id);
CREATE TRIGGER keep_visit_turn AFTER UPDATE ON app.merchant_visit FOR EACH ROW WHEN (((new.outcome <> 'deferred'::text) AND ((new.errcode IS DISTINCT FROM old.errcode) OR (
        CASE
            WHEN (new.outcome = ANY (ARRAY['changed'::text, 'unchanged'::text])) THEN 'read'::text
            ELSE new.outcome
        END <>
        CASE
            WHEN (old.outcome = ANY (ARRAY['changed'::text, 'unchanged'::text])) THEN 'read'::text
            ELSE old.outcome
        END)))) EXECUTE FUNCTION app.keep_visit_turn();

create table app.problem (
  problem_id bigint generated always as identity not null,
  merchant_id bigint not null,
  first_id integer not null,
  second_id integer not null,
  kind text not null,
  reason text,
  reason_group text,
  opened_at timestamp with time zone not null,
  change_id bigint,
  times_before integer not null,
  state text default 'open'::text not null,
  owner text,
  note text,
  until timestamp with time zone,
  touched_by text,
  touched_at timestamp with time zone,
  version integer default 0 not null,
  closed_at timestamp with time zone,
  closed_because text,
  constraint problem_pkey PRIMARY KEY (problem_id),
  constraint problem_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint closed_with_a_cause CHECK ((closed_at IS NULL) = (closed_because IS NULL)),
  constraint known_end CHECK (closed_because = ANY (ARRAY['solved'::text, 'returned'::text, 'revoked'::text])),
  constraint known_kind CHECK (kind = ANY (ARRAY['rejected'::text, 'expired'::text])),
  constraint known_state CHECK (state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'waiting_merchant'::text, 'resubmitted'::text, 'ignored'::text])),
  constraint reason_iff_rejected CHECK ((reason IS NOT NULL) = (kind = 'rejected'::text)),
  constraint touched_by_with_its_time CHECK ((touched_by IS NULL) = (touched_at IS NULL))
);
CREATE UNIQUE INDEX one_open_problem ON app.problem USING btree (merchant_id, first_id, second_id, kind) WHERE (closed_at IS NULL);
CREATE INDEX problem_closed ON app.problem USING btree (closed_at) WHERE (closed_at IS NOT NULL);
CREATE INDEX problem_of_category ON app.problem USING btree (merchant_id, first_id, second_id, kind, problem_id);
CREATE INDEX problem_open ON app.problem USING btree (opened_at, problem_id) WHERE (closed_at IS NULL);
CREATE INDEX problem_open_of_group ON app.problem USING btree (reason_group, opened_at, problem_id) INCLUDE (merchant_id, first_id, second_id) WHERE (closed_at IS NULL);
CREATE INDEX problem_open_of_owner ON app.problem USING btree (owner, opened_at, problem_id) WHERE ((closed_at IS NULL) AND (owner IS NOT NULL));
CREATE INDEX problem_without_group ON app.problem USING btree (problem_id) WHERE (reason_group IS NULL);

create table app.problem_act (
  act_id bigint generated always as identity not null,
  problem_id bigint not null,
  act text not null,
  acted_by text not null,
  acted_at timestamp with time zone not null,
  detail jsonb not null,
  before jsonb not null,
  version integer not null,
  constraint problem_act_pkey PRIMARY KEY (act_id),
  constraint problem_act_problem_id_fkey FOREIGN KEY (problem_id) REFERENCES app.problem(problem_id) ON DELETE CASCADE,
  constraint known_act CHECK (act = ANY (ARRAY['acknowledge'::text, 'assign'::text, 'note'::text, 'wait'::text, 'ignore'::text, 'reopen'::text, 'undo'::text]))
);
CREATE INDEX problem_act_by_time ON app.problem_act USING btree (acted_at);
CREATE INDEX problem_act_of_problem ON app.problem_act USING btree (problem_id);

create table app.push_attempt (
  push_event_id bigint not null,
  channel text not null,
  attempt integer not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  error text,
  constraint push_attempt_pkey PRIMARY KEY (push_event_id, channel, attempt),
  constraint push_attempt_push_event_id_channel_fkey FOREIGN KEY (push_event_id, channel) REFERENCES app.push_delivery(push_event_id, channel) ON DELETE CASCADE,
  constraint attempts_count_from_one CHECK (attempt > 0)
);

create table app.push_delivery (
  push_event_id bigint not null,
  channel text not null,
  state text default 'pending'::text not null,
  attempts integer default 0 not null,
  failures integer default 0 not null,
  next_attempt_at timestamp with time zone,
  delivered_at timestamp with time zone,
  last_error text,
  claimed_until timestamp with time zone,
  constraint push_delivery_pkey PRIMARY KEY (push_event_id, channel),
  constraint push_delivery_push_event_id_fkey FOREIGN KEY (push_event_id) REFERENCES app.push_event(push_event_id) ON DELETE CASCADE,
  constraint delivered_iff_delivered_at CHECK ((state = 'delivered'::text) = (delivered_at IS NOT NULL)),
  constraint known_state CHECK (state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'withdrawn'::text])),
  constraint pending_iff_next_attempt CHECK ((state = 'pending'::text) = (next_attempt_at IS NOT NULL))
);
CREATE INDEX push_delivery_dead ON app.push_delivery USING btree (channel, push_event_id) WHERE (state = 'dead'::text);
CREATE INDEX push_delivery_due ON app.push_delivery USING btree (channel, next_attempt_at, push_event_id) WHERE (state = 'pending'::text);

create table app.push_event (
  push_event_id bigint generated always as identity not null,
  component_appid text not null,
  merchant_appid text,
  about_appid text,
  type text not null,
  digest bytea not null,
  body bytea not null,
  issued_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  processed_at timestamp with time zone,
  attempts integer default 0 not null,
  claimed_until timestamp with time zone,
  last_error text,
  waits_for_component boolean default false not null,
  code_waits boolean default false not null,
  constraint push_event_pkey PRIMARY KEY (push_event_id),
  constraint one_row_per_content UNIQUE (component_appid, digest),
  constraint push_event_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT
);
CREATE INDEX push_event_about ON app.push_event USING btree (about_appid, component_appid, received_at) WHERE (about_appid IS NOT NULL);
CREATE INDEX push_event_code_waits ON app.push_event USING btree (component_appid, about_appid) WHERE code_waits;
CREATE INDEX push_event_of_merchant ON app.push_event USING btree (merchant_appid, component_appid, received_at) WHERE (merchant_appid IS NOT NULL);
CREATE INDEX push_event_pending ON app.push_event USING btree (push_event_id) WHERE (processed_at IS NULL);
CREATE INDEX push_event_received ON app.push_event USING btree (received_at);

create table app.push_refusal (
  component_appid text not null,
  reason text not null,
  refused_at timestamp with time zone not null,
  refusal_count bigint not null,
  constraint push_refusal_pkey PRIMARY KEY (component_appid, reason),
  constraint push_refusal_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint refusal_count_positive CHECK (refusal_count > 0)
);

create table app.token_handout (
  handout_id bigint generated always as identity not null,
  api_key_id bigint not null,
  component_appid text not null,
  merchant_appid text not null,
  generation bigint not null,
  address text not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  times bigint not null,
  constraint token_handout_pkey PRIMARY KEY (handout_id),
  constraint one_row_per_hand_out UNIQUE (component_appid, merchant_appid, generation, api_key_id, address)
);

create table app.unknown_field (
  field_name text not null,
  last_read_at timestamp with time zone not null,
  times bigint not null,
  constraint unknown_field_pkey PRIMARY KEY (field_name)
);

create table app.walk (
  walk_id bigint generated always as identity not null,
  scope text not null,
  component_appid text,
  planned_at timestamp with time zone not null,
  scheduled boolean default false not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  state text not null,
  stop_errcode integer,
  stop_reason text,
  merchants integer default 0 not null,
  constraint walk_pkey PRIMARY KEY (walk_id),
  constraint walk_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint finished_iff_not_running CHECK ((state = 'running'::text) = (finished_at IS NULL)),
  constraint known_scope CHECK (scope = ANY (ARRAY['all'::text, 'under_review'::text, 'merchant'::text])),
  constraint known_state CHECK (state = ANY (ARRAY['running'::text, 'completed'::text, 'stopped'::text, 'skipped'::text])),
  constraint stopped_with_a_reason CHECK (state <> 'stopped'::text OR stop_reason IS NOT NULL)
);
CREATE UNIQUE INDEX one_running_walk_per_scope ON app.walk USING btree (scope) WHERE ((state = 'running'::text) AND (scope <> 'merchant'::text));
CREATE INDEX walk_of_scope ON app.walk USING btree (scope, walk_id);
CREATE INDEX walk_planned ON app.walk USING btree (planned_at);
CREATE INDEX walk_running ON app.walk USING btree (walk_id) WHERE (state = 'running'::text);

create table app.walk_failure (
  walk_id bigint not null,
  outcome text not null,
  errcode integer,
  merchants integer not null,
  merchant_id bigint not null,
  rid text,
  constraint walk_failure_merchant_id_fkey FOREIGN KEY (merchant_id) REFERENCES app.merchant(merchant_id) ON DELETE RESTRICT,
  constraint walk_failure_walk_id_fkey FOREIGN KEY (walk_id) REFERENCES app.walk(walk_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX one_row_per_failure ON app.walk_failure USING btree (walk_id, outcome, COALESCE(errcode, '-2147483648'::integer));

create table app.walk_ledger (
  walk_id bigint not null,
  outcome text not null,
  merchants integer not null,
  constraint walk_ledger_pkey PRIMARY KEY (walk_id, outcome),
  constraint walk_ledger_walk_id_fkey FOREIGN KEY (walk_id) REFERENCES app.walk(walk_id) ON DELETE CASCADE,
  constraint known_outcome CHECK (outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'not_permitted'::text, 'not_supported'::text, 'revoked'::text, 'token_lost'::text, 'throttled'::text, 'deferred'::text, 'failed'::text]))
);

create table app.walk_setting (
  only_row boolean default true not null,
  permission_sets integer[] default '{30,61}'::integer[] not null,
  constraint walk_setting_pkey PRIMARY KEY (only_row),
  constraint one_row_only CHECK (only_row),
  constraint some_permission_set CHECK (cardinality(permission_sets) > 0)
);

create table app.walk_slice (
  walk_id bigint not null,
  slice_no integer not null,
  component_appid text not null,
  merchant_ids bigint[] not null,
  merchants integer not null,
  "position" integer default 0 not null,
  node text,
  constraint walk_slice_pkey PRIMARY KEY (walk_id, slice_no),
  constraint walk_slice_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint walk_slice_walk_id_fkey FOREIGN KEY (walk_id) REFERENCES app.walk(walk_id) ON DELETE CASCADE,
  constraint merchants_counts_merchant_ids CHECK (merchants = cardinality(merchant_ids)),
  constraint position_within_slice CHECK ("position" >= 0 AND "position" <= merchants)
);

create table app.walk_slice_outcome (
  walk_id bigint not null,
  slice_no integer not null,
  outcome text not null,
  merchants integer not null,
  constraint walk_slice_outcome_pkey PRIMARY KEY (walk_id, slice_no, outcome),
  constraint walk_slice_outcome_walk_id_slice_no_fkey FOREIGN KEY (walk_id, slice_no) REFERENCES app.walk_slice(walk_id, slice_no) ON DELETE CASCADE,
  constraint known_outcome CHECK (outcome = ANY (ARRAY['changed'::text, 'unchanged'::text, 'not_permitted'::text, 'not_supported'::text, 'revoked'::text, 'token_lost'::text, 'throttled'::text, 'deferred'::text, 'failed'::text]))
);

create table app.walk_stop (
  walk_id bigint not null,
  component_appid text not null,
  stopped_at timestamp with time zone not null,
  errcode integer,
  reason text not null,
  constraint walk_stop_pkey PRIMARY KEY (walk_id, component_appid),
  constraint walk_stop_component_appid_fkey FOREIGN KEY (component_appid) REFERENCES app.component(component_appid) ON DELETE RESTRICT,
  constraint walk_stop_walk_id_fkey FOREIGN KEY (walk_id) REFERENCES app.walk(walk_id) ON DELETE CASCADE
);

-- Views

create view reporting.alert as
 SELECT alert.alert_id,
    alert.type,
    alert.component_appid,
    merchant.merchant_appid,
    alert.change_id,
    delivery.channel,
    alert.raised_at,
    delivery.state,
    delivery.attempts,
    delivery.next_attempt_at,
    delivery.delivered_at,
    delivery.last_error,
    alert.webhook_id,
    alert.data ->> 'merchant_name'::text AS merchant_name,
    alert.data ->> 'severity'::text AS severity,
    COALESCE(NULLIF(alert.data ->> 'audit_reason'::text, ''::text), alert.data ->> 'reason'::text) AS reason,
    (alert.data ->> 'errcode'::text)::integer AS errcode,
    COALESCE((alert.data ->> 'reminder'::text)::boolean, false) AS reminder,
    merchant.principal_name,
    alert.ended_at
   FROM app.alert
     JOIN ( SELECT alert_delivery.alert_id,
            alert_delivery.channel,
            alert_delivery.state,
            alert_delivery.attempts,
            alert_delivery.next_attempt_at,
            alert_delivery.delivered_at,
            alert_delivery.last_error
           FROM app.alert_delivery
        UNION ALL
         SELECT alert_recorded.alert_id,
            NULL::text,
            'recorded'::text,
            0,
            NULL::timestamp with time zone,
            NULL::timestamp with time zone,
            NULL::text
           FROM app.alert_recorded) delivery USING (alert_id)
     LEFT JOIN app.merchant USING (merchant_id);
comment on view reporting.alert is 'One row per alert and channel that was configured when it was raised. An alert that is not sent, because no channel is configured or its type is not in catwalk.alert.types, has one row with state recorded and channel null. Where catwalk.alert.keep is set, alerts that all channels delivered longer ago are deleted, except those of a category that is still rejected and the newest of each type about a merchant; pending and dead ones of a configured channel stay.';
comment on column reporting.alert.alert_id is 'Grows in the order of raising. Receivers get webhook_id instead.';
comment on column reporting.alert.type is 'What it reports, as in the webhook''s type: category.audit.rejected, merchant.revoked, platform.stopped, …';
comment on column reporting.alert.component_appid is 'Appid of the component (third-party platform registration) concerned.';
comment on column reporting.alert.merchant_appid is 'Appid of the merchant concerned; null when the alert is about the component as a whole.';
comment on column reporting.alert.change_id is 'The change that it reports; see audit_change, from which catwalk.category.keep-changes may have deleted it; null for alerts that are not about a category.';
comment on column reporting.alert.channel is 'webhook, wecom, feishu, dingtalk or email; null when no channel sends it.';
comment on column reporting.alert.raised_at is 'When it was raised, in the transaction that recorded what it reports.';
comment on column reporting.alert.state is 'pending: waits for its first or next attempt; delivered: the receiver accepted it; dead: given up; withdrawn: not sent, because what it reports had ended; recorded: not sent, because no channel or type is set for it.';
comment on column reporting.alert.attempts is 'How many attempts this channel has made.';
comment on column reporting.alert.next_attempt_at is 'The next attempt is not made before this time; null unless pending.';
comment on column reporting.alert.delivered_at is 'When the receiver accepted it; null until then.';
comment on column reporting.alert.last_error is 'Why the last failed attempt failed; null when none failed.';
comment on column reporting.alert.webhook_id is 'The webhook-id and alert_id that receivers get: unique for ever, and the same for all attempts.';
comment on column reporting.alert.merchant_name is 'The merchant''s name as the alert shows it; null when it was not known, or the alert is about the component.';
comment on column reporting.alert.severity is 'info, warning or critical, as in the webhook.';
comment on column reporting.alert.reason is 'The reason as the alert shows it: in the platform''s words for a category, else ours in catwalk.alert.language; null when there is none.';
comment on column reporting.alert.errcode is 'The platform''s error code that caused it; null without one.';
comment on column reporting.alert.reminder is 'True when it repeats an earlier alert, because what that reported has not ended.';
comment on column reporting.alert.principal_name is 'Name of the company behind the merchant''s account now; null when the alert is about the component, or until it was read.';
comment on column reporting.alert.ended_at is 'When Catwalk saw that what it reports had ended; null until then, and for an event that has no end.';

create view reporting.alert_attempt as
 SELECT alert_id,
    channel,
    attempt,
    started_at,
    finished_at,
    error
   FROM app.alert_attempt;
comment on view reporting.alert_attempt is 'One row per finished attempt to deliver an alert by a channel. Attempts that ended with their process are missing; they were repeated. The rows are deleted with their alert.';
comment on column reporting.alert_attempt.alert_id is 'The alert, see the view alert; alerts that were sent in one digest have a row each.';
comment on column reporting.alert_attempt.channel is 'webhook, wecom, feishu, dingtalk or email.';
comment on column reporting.alert_attempt.attempt is 'Counts the attempts of this alert and channel from 1; a redrive continues the count.';
comment on column reporting.alert_attempt.started_at is 'When the message was sent.';
comment on column reporting.alert_attempt.finished_at is 'When the receiver had answered, or Catwalk stopped waiting for an answer.';
comment on column reporting.alert_attempt.error is 'Why it failed, in our words: status or error code, never the receiver''s text; null when the receiver accepted.';

create view reporting.audit_change as
 SELECT audit_change.change_id,
    merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    audit_change.first_id,
    audit_change.first_name,
    audit_change.second_id,
    audit_change.second_name,
    audit_change.change,
    audit_change.previous_status,
    audit_change.audit_status,
    audit_change.audit_reason,
    audit_change.observed_at,
    audit_change.previously_read_at,
    audit_change.first_sight,
    audit_change.snapshot_id,
    audit_change.walk_id,
    audit_change.expired,
    audit_change.expired_since,
    audit_change.previous_first_name,
    audit_change.previous_second_name,
        CASE
            WHEN audit_change.audit_status IS NOT NULL THEN reporting.audit_status_name(audit_change.audit_status)
            ELSE NULL::text
        END AS audit_status_name,
        CASE
            WHEN audit_change.previous_status IS NOT NULL THEN reporting.audit_status_name(audit_change.previous_status)
            ELSE NULL::text
        END AS previous_status_name
   FROM app.audit_change
     LEFT JOIN app.merchant USING (merchant_id);
comment on view reporting.audit_change is 'One row per observed change of one category of one merchant: the history. Rows are never altered. Two changes between two reads are one row here. A read may find several changes of one category: each of those rows then shows the category after all of them. Where catwalk.category.keep-changes is set, older changes are deleted, the oldest first, except the last one before that time of each category, and all changes of a category that is rejected or expired now.';
comment on column reporting.audit_change.change_id is 'Grows in the order of recording; equals the change_id of alerts and of the webhook''s data. Pages of merchants are recorded side by side, so a row may show after one with a greater number.';
comment on column reporting.audit_change.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.audit_change.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.audit_change.merchant_name is 'The account''s name now, not at the time of the change; null until it was read.';
comment on column reporting.audit_change.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.audit_change.first_name is 'Its name in the read that found the change (of a removed category: its last known name); null when the answer had none.';
comment on column reporting.audit_change.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.audit_change.second_name is 'Its name in the read that found the change (of a removed category: its last known name); null when the answer had none.';
comment on column reporting.audit_change.change is 'added: not set before; removed: set before, not any more; status_changed: another audit_status; reason_changed: the same audit_status with another reason; expired, renewed: the platform calls it expired, or no longer does; renamed: another name.';
comment on column reporting.audit_change.previous_status is 'audit_status before the change, the platform''s number; null when added.';
comment on column reporting.audit_change.audit_status is 'audit_status after the change, the platform''s number (1 under review, 2 rejected, 3 approved); null when removed.';
comment on column reporting.audit_change.audit_reason is 'Reason after the change, in the platform''s words; null when removed, and null or empty where the platform gives none.';
comment on column reporting.audit_change.observed_at is 'When the read that found the change was made. The change itself happened after previously_read_at and not later than this. The row shows when the read''s whole page of merchants is recorded, seconds or minutes later.';
comment on column reporting.audit_change.previously_read_at is 'The last good read before, which still found the old state; null when first_sight is true.';
comment on column reporting.audit_change.first_sight is 'True for what the very first read of a merchant found: it had existed before, for an unknown time.';
comment on column reporting.audit_change.snapshot_id is 'The snapshot stored by the read that found the change; see category_snapshot, from which catwalk.category.keep-snapshots may have deleted it.';
comment on column reporting.audit_change.walk_id is 'The walk that made this read; see walk, from which catwalk.walk.keep may have deleted it.';
comment on column reporting.audit_change.expired is 'Whether the category was expired after the change; null when the platform did not say, and when removed.';
comment on column reporting.audit_change.expired_since is 'When a read first found it expired; null when it was not.';
comment on column reporting.audit_change.previous_first_name is 'first_name before the change; null unless change is renamed, or when it had none.';
comment on column reporting.audit_change.previous_second_name is 'second_name before the change; null unless change is renamed, or when it had none.';
comment on column reporting.audit_change.audit_status_name is 'audit_status in words: under_review, rejected, approved, or unknown for any other number; null when removed.';
comment on column reporting.audit_change.previous_status_name is 'previous_status in the same words; null when added.';

create view reporting.audit_turnaround as
 SELECT pair.first_id,
    pair.first_name,
    pair.second_id,
    pair.second_name,
    review.decided AS reviews_decided,
    review.approved,
    review.rejected,
    round(review.rejected::numeric / NULLIF(review.decided, 0)::numeric, 4) AS rejection_rate,
    round((review.seconds[1] / 3600::double precision)::numeric, 4) AS median_hours,
    round((review.seconds[2] / 3600::double precision)::numeric, 4) AS p90_hours
   FROM app.category_pair pair
     CROSS JOIN LATERAL ( SELECT count(*)::integer AS decided,
            count(*) FILTER (WHERE decision.audit_status = 3)::integer AS approved,
            count(*) FILTER (WHERE decision.audit_status = 2)::integer AS rejected,
            percentile_cont(ARRAY[0.5, 0.9]::double precision[]) WITHIN GROUP (ORDER BY (decision.review_seconds::double precision)) AS seconds
           FROM app.audit_change decision
          WHERE decision.first_id = pair.first_id AND decision.second_id = pair.second_id AND decision.review_seconds IS NOT NULL) review;
comment on view reporting.audit_turnaround is 'One row per first and second category id seen in the history: how the platform''s reviews of it ended and how long they took. A review is decided when a category under review is found approved or rejected; one that was removed or got an unknown status is not counted. Times are as exact as the walks are frequent. Reviews whose decision catwalk.category.keep-changes deleted are not counted.';
comment on column reporting.audit_turnaround.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.audit_turnaround.first_name is 'Its newest name in the history; null when no change has one.';
comment on column reporting.audit_turnaround.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.audit_turnaround.second_name is 'Its newest name in the history; null when no change has one.';
comment on column reporting.audit_turnaround.reviews_decided is 'How many changes from under review to approved or rejected, of all merchants; 0 when no review was decided. A category that was reviewed twice counts twice.';
comment on column reporting.audit_turnaround.approved is 'How many of them ended approved.';
comment on column reporting.audit_turnaround.rejected is 'How many of them ended rejected.';
comment on column reporting.audit_turnaround.rejection_rate is 'rejected / reviews_decided, from 0 to 1; null when none was decided.';
comment on column reporting.audit_turnaround.median_hours is 'Hours from the read that found the category under review to the read that found the decision: half of the reviews took no longer. A review that had begun before the first read of its merchant counts from that read, so it really took longer. Null when none was decided.';
comment on column reporting.audit_turnaround.p90_hours is 'As median_hours, for nine in ten reviews. Null when none was decided.';

create view reporting.category_audit as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    category.first_id,
    category.first_name,
    category.second_id,
    category.second_name,
    category.audit_status,
    reporting.audit_status_name(category.audit_status) AS audit_status_name,
    category.audit_reason,
    category.status_since,
    visit.confirmed_at,
    category.expired,
    category.expired_since,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) IS NULL AS eligible,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) AS ineligible_reason
   FROM app.category
     LEFT JOIN app.merchant USING (merchant_id)
     LEFT JOIN app.merchant_visit visit USING (merchant_id);
comment on view reporting.category_audit is 'One row per merchant and category now set, with its audit status. A merchant that can no longer be read (revoked, permission withdrawn, failing) keeps the rows of its last good read: confirmed_at shows their age, merchant_coverage the reason.';
comment on column reporting.category_audit.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_audit.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid. An account that authorized two components has rows under each.';
comment on column reporting.category_audit.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_audit.principal_name is 'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_audit.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.category_audit.first_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.category_audit.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.category_audit.second_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.category_audit.audit_status is 'The number as the platform gives it, undocumented numbers included; audit_status_name decodes it.';
comment on column reporting.category_audit.audit_status_name is 'under_review, rejected, approved, or unknown for any other number.';
comment on column reporting.category_audit.audit_reason is 'Why the platform rejected it, in the platform''s words; null or empty for most other statuses.';
comment on column reporting.category_audit.status_since is 'When a read first found the present status. The platform gives no times: the decision itself is older, by up to the time between two visits.';
comment on column reporting.category_audit.confirmed_at is 'When a read of this merchant last found exactly this row: the age of the row.';
comment on column reporting.category_audit.expired is 'Whether the platform calls it expired (is_expired of getcategory), whatever its audit_status; null when the platform does not say. The first answer that says "not expired" is not a change.';
comment on column reporting.category_audit.expired_since is 'When a read first found it expired; null when it is not. A new name, reason or status does not restart it.';
comment on column reporting.category_audit.eligible is 'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.category_audit.ineligible_reason is 'Why the merchant is not read, as in merchant_coverage; null when it is read.';

create view app.category_pair as
 WITH RECURSIVE pair AS (
        ( SELECT audit_change.first_id,
            audit_change.second_id
           FROM app.audit_change
          ORDER BY audit_change.first_id, audit_change.second_id
         LIMIT 1)
        UNION ALL
         SELECT next_pair.first_id,
            next_pair.second_id
           FROM pair pair_1
             CROSS JOIN LATERAL ( SELECT audit_change.first_id,
                    audit_change.second_id
                   FROM app.audit_change
                  WHERE (ROW(audit_change.first_id, audit_change.second_id) > ROW(pair_1.first_id, pair_1.second_id))
                  ORDER BY audit_change.first_id, audit_change.second_id
                 LIMIT 1) next_pair
        )
 SELECT first_id,
    ( SELECT audit_change.first_name
           FROM app.audit_change
          WHERE audit_change.first_id = pair.first_id AND audit_change.second_id = pair.second_id AND audit_change.first_name IS NOT NULL
          ORDER BY audit_change.observed_at DESC
         LIMIT 1) AS first_name,
    second_id,
    ( SELECT audit_change.second_name
           FROM app.audit_change
          WHERE audit_change.first_id = pair.first_id AND audit_change.second_id = pair.second_id AND audit_change.second_name IS NOT NULL
          ORDER BY audit_change.observed_at DESC
         LIMIT 1) AS second_name
   FROM pair;

create view reporting.category_period as
 SELECT component_appid,
    merchant_appid,
    merchant_name,
    principal_name,
    first_id,
    first_name,
    second_id,
    second_name,
    audit_status,
    reporting.audit_status_name(audit_status) AS audit_status_name,
    audit_reason,
    status_since,
    observed_at,
    superseded_at,
    expired,
    expired_since
   FROM ( SELECT merchant.component_appid,
            merchant.merchant_appid,
            merchant.merchant_name,
            merchant.principal_name,
            audit_change.first_id,
            audit_change.first_name,
            audit_change.second_id,
            audit_change.second_name,
            audit_change.change,
            audit_change.audit_status,
            audit_change.audit_reason,
            audit_change.observed_at,
            audit_change.expired,
            audit_change.expired_since,
            max(audit_change.observed_at) FILTER (WHERE audit_change.change = ANY (ARRAY['added'::text, 'status_changed'::text])) OVER history AS status_since,
            lead(audit_change.observed_at) OVER history AS superseded_at
           FROM app.audit_change
             JOIN app.merchant USING (merchant_id)
          WINDOW history AS (PARTITION BY audit_change.merchant_id, merchant.component_appid, merchant.merchant_appid, merchant.merchant_name, merchant.principal_name, audit_change.first_id, audit_change.second_id ORDER BY audit_change.observed_at, audit_change.change_id ROWS UNBOUNDED PRECEDING)) period
  WHERE change <> 'removed'::text;
comment on view reporting.category_period is 'One row per change that left a category set, with the time during which it was the latest: from observed_at until just before superseded_at. category_audit_as_of reads this view; it goes back as far as the stored history.';
comment on column reporting.category_period.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_period.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_period.merchant_name is 'The account''s name now, not at that time; null until it was read.';
comment on column reporting.category_period.principal_name is 'The company or person behind the account now, not at that time; null until it was read.';
comment on column reporting.category_period.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.category_period.first_name is 'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.category_period.second_name is 'Its name in the read that began the period; null when the answer had none.';
comment on column reporting.category_period.audit_status is 'The number as the platform gives it, undocumented numbers included; audit_status_name decodes it.';
comment on column reporting.category_period.audit_status_name is 'under_review, rejected, approved, or unknown for any other number.';
comment on column reporting.category_period.audit_reason is 'Reason in the platform''s words; null or empty where it gives none.';
comment on column reporting.category_period.status_since is 'When a read first found this status; earlier than observed_at where something else changed; null when the change to this status was deleted.';
comment on column reporting.category_period.observed_at is 'When the read that began the period was made; the row is valid from then on.';
comment on column reporting.category_period.superseded_at is 'When a read found the next change of this category of this merchant, its removal included; null while there is none.';
comment on column reporting.category_period.expired is 'Whether the platform called it expired; null when it did not say.';
comment on column reporting.category_period.expired_since is 'When a read first found it expired; null when it was not.';

create view reporting.category_quota as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    snapshot.additions_limit,
    snapshot.additions_left,
    snapshot.category_limit,
    snapshot.category_count,
    visit.confirmed_at,
    merchant.principal_name,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) IS NULL AS eligible,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) AS ineligible_reason
   FROM app.merchant
     LEFT JOIN app.merchant_visit visit USING (merchant_id)
     LEFT JOIN app.category_snapshot snapshot ON snapshot.snapshot_id = visit.snapshot_id AND snapshot.merchant_id = visit.merchant_id AND snapshot.last_seen_at IS NULL;
comment on view reporting.category_quota is 'One row per merchant, revoked and never read ones included: how many categories it may still add and set, according to its last good read. The monthly numbers of a read of last month are those of last month: see confirmed_at.';
comment on column reporting.category_quota.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_quota.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_quota.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.category_quota.additions_limit is 'How many categories may be added per month (limit of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.additions_left is 'How many additions are left this month (quota of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.category_limit is 'How many categories may be set at once (category_limit of getcategory); null when never read or the answer did not say.';
comment on column reporting.category_quota.category_count is 'How many categories are set; null when never read, 0 when a read found none.';
comment on column reporting.category_quota.confirmed_at is 'When a read last found exactly these numbers; null when never read.';
comment on column reporting.category_quota.principal_name is 'Name of the company behind the merchant''s account; null until it was read.';
comment on column reporting.category_quota.eligible is 'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.category_quota.ineligible_reason is 'Why the merchant is not read, as in merchant_coverage; null when it is read.';

create view reporting.category_snapshot as
 SELECT category_snapshot.snapshot_id,
    merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    category_snapshot.first_seen_at,
    COALESCE(category_snapshot.last_seen_at, visit.confirmed_at) AS last_seen_at,
    category_snapshot.category_count,
    category_snapshot.rejected_count,
    category_snapshot.additions_limit,
    category_snapshot.additions_left,
    category_snapshot.category_limit,
    category_snapshot.document
   FROM app.category_snapshot
     LEFT JOIN app.merchant USING (merchant_id)
     LEFT JOIN app.merchant_visit visit ON visit.merchant_id = category_snapshot.merchant_id AND visit.snapshot_id = category_snapshot.snapshot_id;
comment on view reporting.category_snapshot is 'One row per stored snapshot: the platform''s answer to a read of a merchant''s categories, stored only when it differs from the one before. An unchanged read moves last_seen_at only. Where catwalk.category.keep-snapshots is set, snapshots that were replaced longer ago are deleted; a merchant''s current one always stays.';
comment on column reporting.category_snapshot.snapshot_id is 'Grows in the order of recording; equals the snapshot_id of audit_change.';
comment on column reporting.category_snapshot.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.category_snapshot.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.category_snapshot.merchant_name is 'The account''s name now, not at the time of the read; null until it was read.';
comment on column reporting.category_snapshot.first_seen_at is 'When the read that stored it was made.';
comment on column reporting.category_snapshot.last_seen_at is 'The last read that still found the same. For the current snapshot it moves with every such read; for an older one it is fixed.';
comment on column reporting.category_snapshot.category_count is 'How many categories were set.';
comment on column reporting.category_snapshot.rejected_count is 'How many of them had audit_status 2.';
comment on column reporting.category_snapshot.additions_limit is 'How many categories may be added per month (limit of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.additions_left is 'How many of those additions were left in that month (quota of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.category_limit is 'How many categories may be set at once (category_limit of getcategory); null when the answer did not say.';
comment on column reporting.category_snapshot.document is 'The whole answer of getcategory as received, unknown fields included. A later answer that differs only in unknown fields is not stored.';

create view reporting.component as
 SELECT component.component_appid,
    token.verify_ticket_received_at AS ticket_received_at,
    token.access_token_expires_at,
    component.ticket_silent_since,
    component.stopped_since,
    component.stopped_errcode,
    component.stopped_reason,
    component.roster_read_at,
    component.roster_total
   FROM app.component
     LEFT JOIN app.component_token token USING (component_appid);
comment on view reporting.component is 'One row per component (third-party platform registration) that was ever configured: how old its ticket is, and whether the platform stopped it. Never a ticket or a token.';
comment on column reporting.component.component_appid is 'Appid of the component; from the configuration.';
comment on column reporting.component.ticket_received_at is 'When the last verify ticket came; the platform sends one every ten minutes, and each is valid for twelve hours. Null before the first, and where the tokens are borrowed.';
comment on column reporting.component.access_token_expires_at is 'Until when the component''s own access token is valid; null before the first.';
comment on column reporting.component.ticket_silent_since is 'Since when tickets are overdue; null while they come.';
comment on column reporting.component.stopped_since is 'Since when the platform refuses every call of the component; null while it answers.';
comment on column reporting.component.stopped_errcode is 'The platform''s errcode that stopped it; null when it is not stopped, or not by an errcode.';
comment on column reporting.component.stopped_reason is 'What stopped it, in words; null when it is not stopped.';
comment on column reporting.component.roster_read_at is 'When the platform''s list of its merchants was last read to the end; null before the first time.';
comment on column reporting.component.roster_total is 'How many merchants the platform said there are in that list.';

create view reporting.console_act as
 SELECT act_id,
    at,
    user_name,
    act,
    subject
   FROM app.console_act;
comment on view reporting.console_act is 'One row per act of a person in the console: who did what, and when. Kept for ever.';
comment on column reporting.console_act.act_id is 'Grows in the order of acts.';
comment on column reporting.console_act.at is 'When it was done.';
comment on column reporting.console_act.user_name is 'Who did it: the name of the user, or the one that the proxy named.';
comment on column reporting.console_act.act is 'logged_in, logged_out, read_now, alerts_redriven, channel_tested, tagged, link_shown, link_revoked, problem_undo, and problem_ with what a person did about it, problem_wait for example; later versions may add acts.';
comment on column reporting.console_act.subject is 'What it was done to: component and merchant, a channel, or the number of a problem, act or link; null where there is nothing else.';

create view reporting.merchant_coverage as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    merchant.authorization_state,
    merchant.permission_sets,
    eligibility.ineligible_reason IS NULL AS eligible,
    eligibility.ineligible_reason,
    visit.visited_at AS last_visited_at,
    visit.succeeded_at AS last_succeeded_at,
    visit.outcome AS last_outcome,
    visit.errcode AS last_errcode,
    visit.rid AS last_rid,
    COALESCE(visit.consecutive_failures, 0) AS consecutive_failures,
    merchant.created_at AS first_seen_at,
    merchant.authorized_at,
    merchant.tags
   FROM app.merchant
     LEFT JOIN app.merchant_visit visit USING (merchant_id)
     CROSS JOIN LATERAL ( SELECT reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
                   FROM app.walk_setting)), visit.outcome) AS ineligible_reason) eligibility;
comment on view reporting.merchant_coverage is 'One row per merchant, revoked ones included: whether its categories are read, when they were read last, and if not, why. The publish-test accounts of the platform are not merchants.';
comment on column reporting.merchant_coverage.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.merchant_coverage.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.merchant_coverage.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.merchant_coverage.principal_name is 'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.merchant_coverage.authorization_state is 'authorized, or revoked once the withdrawal was confirmed with the platform. A revoked merchant that authorizes again is authorized.';
comment on column reporting.merchant_coverage.permission_sets is 'Ids of the permission sets that the merchant granted (func_info), as last read; empty when none, or not read yet.';
comment on column reporting.merchant_coverage.eligible is 'True when its categories can be read, as far as we know; exactly then ineligible_reason is null.';
comment on column reporting.merchant_coverage.ineligible_reason is 'Null when eligible, else the first reason that applies: revoked; facts_unknown (its account facts were not read yet); not_mini_program; no_permission_set (granted none of catwalk.merchant.permission-sets). If none of these applies, the outcome of its last visit when that was not_permitted, not_supported or token_lost (the merchant must authorize again).';
comment on column reporting.merchant_coverage.last_visited_at is 'When its last visit ended, whatever its outcome; null when it was never visited.';
comment on column reporting.merchant_coverage.last_succeeded_at is 'When the last visit that read its categories ended; null when no visit did.';
comment on column reporting.merchant_coverage.last_outcome is 'How its last visit ended: changed, unchanged, not_permitted, not_supported, revoked, token_lost, throttled, deferred, failed; null when it was never visited.';
comment on column reporting.merchant_coverage.last_errcode is 'The platform''s errcode that decided last_outcome; null without one, as after a success or a time-out.';
comment on column reporting.merchant_coverage.last_rid is 'The platform''s request id of that answer, for questions to its support; null when it sent none.';
comment on column reporting.merchant_coverage.consecutive_failures is 'How many visits ended failed since the last one that read its categories; 0 when it was never visited.';
comment on column reporting.merchant_coverage.first_seen_at is 'When Catwalk first learned of it.';
comment on column reporting.merchant_coverage.authorized_at is 'When it last authorized, according to the platform''s list; null until a roster has shown it.';
comment on column reporting.merchant_coverage.tags is 'What the provider says of it: an object of up to ten keys, each with a text; {} without any. Set by merchants tag, merchants import and the API.';

create view reporting.merchant_timeline as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.created_at AS at,
    'first_seen'::text AS kind,
    '{}'::jsonb AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    event.at,
    event.kind,
    event.detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.merchant_event event USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    token.refresh_token_stored_at AS at,
    'refresh_token_stored'::text AS kind,
    jsonb_build_object('generation', token.generation) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.merchant_token token USING (merchant_id)
  WHERE token.refresh_token_stored_at IS NOT NULL
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    token.refused_at AS at,
    'refresh_token_refused'::text AS kind,
    jsonb_strip_nulls(jsonb_build_object('generation', token.generation, 'errcode', token.refused_errcode)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.merchant_token token USING (merchant_id)
  WHERE token.refused_at IS NOT NULL
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    visit.visited_at AS at,
    'last_visit'::text AS kind,
    jsonb_strip_nulls(jsonb_build_object('outcome', visit.outcome, 'errcode', visit.errcode, 'rid', visit.rid, 'walk_id', visit.walk_id)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.merchant_visit visit USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    snapshot.first_seen_at AS at,
    'snapshot'::text AS kind,
    jsonb_build_object('snapshot_id', snapshot.snapshot_id, 'category_count', snapshot.category_count, 'rejected_count', snapshot.rejected_count) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.category_snapshot snapshot USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    change.observed_at AS at,
    'category_'::text || change.change AS kind,
    jsonb_strip_nulls(jsonb_build_object('change_id', change.change_id, 'first_id', change.first_id, 'first_name', change.first_name, 'second_id', change.second_id, 'second_name', change.second_name, 'previous_status',
        CASE
            WHEN change.previous_status = ANY (ARRAY[1, 2, 3]) THEN to_jsonb(reporting.audit_status_name(change.previous_status))
            ELSE to_jsonb(change.previous_status)
        END, 'status',
        CASE
            WHEN change.audit_status = ANY (ARRAY[1, 2, 3]) THEN to_jsonb(reporting.audit_status_name(change.audit_status))
            ELSE to_jsonb(change.audit_status)
        END, 'reason', NULLIF(change.audit_reason, ''::text), 'expired', change.expired, 'expired_since', change.expired_since, 'previous_first_name', change.previous_first_name, 'previous_second_name', change.previous_second_name)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.audit_change change USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    alert.raised_at AS at,
    'alert_raised'::text AS kind,
    jsonb_strip_nulls(jsonb_build_object('alert_id', alert.alert_id, 'type', alert.type, 'change_id', alert.change_id)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.alert USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    alert.ended_at AS at,
    'alert_ended'::text AS kind,
    jsonb_build_object('alert_id', alert.alert_id, 'type', alert.type) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.alert USING (merchant_id)
  WHERE alert.ended_at IS NOT NULL
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    problem.opened_at AS at,
    'problem_opened'::text AS kind,
    jsonb_build_object('problem_id', problem.problem_id, 'kind', problem.kind, 'first_id', problem.first_id, 'second_id', problem.second_id, 'times_before', problem.times_before) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.problem USING (merchant_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    problem.closed_at AS at,
    'problem_closed'::text AS kind,
    jsonb_build_object('problem_id', problem.problem_id, 'because', problem.closed_because) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.problem USING (merchant_id)
  WHERE problem.closed_at IS NOT NULL
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    act.acted_at AS at,
    'problem_act'::text AS kind,
    jsonb_build_object('problem_id', act.problem_id, 'act', act.act, 'by', act.acted_by) || act.detail AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.problem USING (merchant_id)
     JOIN app.problem_act act USING (problem_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    attempt.finished_at AS at,
        CASE
            WHEN attempt.error IS NULL THEN 'alert_delivered'::text
            ELSE 'alert_not_delivered'::text
        END AS kind,
    jsonb_strip_nulls(jsonb_build_object('alert_id', alert.alert_id, 'type', alert.type, 'channel', attempt.channel, 'attempt', attempt.attempt, 'error', attempt.error)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.alert USING (merchant_id)
     JOIN app.alert_attempt attempt USING (alert_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    push.received_at AS at,
    'push_received'::text AS kind,
    jsonb_strip_nulls(jsonb_build_object('type', push.type, 'processed_at', push.processed_at, 'last_error', push.last_error)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.push_event push USING (merchant_appid, component_appid)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    push.received_at AS at,
    'push_received'::text AS kind,
    jsonb_strip_nulls(jsonb_build_object('type', push.type, 'processed_at', push.processed_at, 'last_error', push.last_error)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.push_event push ON push.about_appid = merchant.merchant_appid AND push.component_appid = merchant.component_appid
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    attempt.finished_at AS at,
        CASE
            WHEN attempt.error IS NULL THEN 'push_relayed'::text
            ELSE 'push_not_relayed'::text
        END AS kind,
    jsonb_strip_nulls(jsonb_build_object('push_id', push.push_event_id, 'event', push.type, 'relay', attempt.channel, 'attempt', attempt.attempt, 'error', attempt.error)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.push_event push USING (merchant_appid, component_appid)
     JOIN app.push_attempt attempt USING (push_event_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    attempt.finished_at AS at,
        CASE
            WHEN attempt.error IS NULL THEN 'push_relayed'::text
            ELSE 'push_not_relayed'::text
        END AS kind,
    jsonb_strip_nulls(jsonb_build_object('push_id', push.push_event_id, 'event', push.type, 'relay', attempt.channel, 'attempt', attempt.attempt, 'error', attempt.error)) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.push_event push ON push.about_appid = merchant.merchant_appid AND push.component_appid = merchant.component_appid
     JOIN app.push_attempt attempt USING (push_event_id)
UNION ALL
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    handout.last_at AS at,
    'token_handed_out'::text AS kind,
    jsonb_build_object('key', api_key.key_name, 'generation', handout.generation, 'times', handout.times, 'first_at', handout.first_at, 'address', handout.address) AS detail,
    merchant.merchant_name,
    merchant.principal_name
   FROM app.merchant
     JOIN app.token_handout handout USING (component_appid, merchant_appid)
     JOIN app.api_key USING (api_key_id);
comment on view reporting.merchant_timeline is 'One row per event of a merchant: what happened to it, and what Catwalk did. It shows the last visit, and each visit that ended differently from the one before; when the present tokens were stored, never their values. What a keep property has deleted is missing here as well, pushes after catwalk.push.keep included.';
comment on column reporting.merchant_timeline.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.merchant_timeline.merchant_appid is 'Appid of the merchant''s account.';
comment on column reporting.merchant_timeline.at is 'When it happened, or when Catwalk noticed it.';
comment on column reporting.merchant_timeline.kind is 'first_seen, authorized, revoked, permission_sets_changed, tags_changed (by whom), refresh_token_stored, refresh_token_refused, visit_turned, last_visit, snapshot, category_added, category_removed, category_status_changed, category_reason_changed, category_expired, category_renewed, category_renamed, alert_raised, alert_ended (what it reports has ended), alert_delivered, alert_not_delivered, problem_opened, problem_closed, problem_act (what a person did about it), push_received, push_relayed, push_not_relayed, token_handed_out (at its last time); later versions may add kinds.';
comment on column reporting.merchant_timeline.detail is 'Details, depending on kind; unknown ones are left out, and a status that the platform never documented is shown as its number. Outcomes are those of walk_ledger, with read for both changed and unchanged.';
comment on column reporting.merchant_timeline.merchant_name is 'The account''s name now; null until it was read.';
comment on column reporting.merchant_timeline.principal_name is 'Name of the company behind the account now; null until it was read.';

create view reporting.merchant_token as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    token.generation,
    token.refresh_token_stored_at,
    token.refused_at,
    token.refused_errcode,
    token.access_token_issued_at,
    token.access_token_expires_at
   FROM app.merchant_token token
     JOIN app.merchant USING (merchant_id);
comment on view reporting.merchant_token is 'One row per merchant for which tokens were ever stored: how they are. Never a token.';
comment on column reporting.merchant_token.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.merchant_token.merchant_appid is 'Appid of the merchant''s account.';
comment on column reporting.merchant_token.generation is 'Grows with each new token.';
comment on column reporting.merchant_token.refresh_token_stored_at is 'When the platform last gave or confirmed the present refresh token, as it does with each refresh; null when there is none.';
comment on column reporting.merchant_token.refused_at is 'When the platform refused the refresh token: the merchant has to authorize again. Null while it is accepted.';
comment on column reporting.merchant_token.refused_errcode is 'The platform''s errcode of that refusal; null without one.';
comment on column reporting.merchant_token.access_token_issued_at is 'When the present access token was issued; null when there is none.';
comment on column reporting.merchant_token.access_token_expires_at is 'Until when the present access token is valid; null when there is none.';

create view reporting.problem as
 SELECT problem.problem_id,
    problem.kind,
    merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    merchant.tags,
    problem.first_id,
    category.first_name,
    problem.second_id,
    category.second_name,
    NULLIF(problem.reason, ''::text) AS reason,
    problem.reason_group,
    problem.opened_at,
    GREATEST(floor(EXTRACT(epoch FROM now() - problem.opened_at) / 86400::numeric), 0::numeric)::integer AS days_open,
    problem.times_before,
    problem.state,
    problem.owner,
    problem.note,
    problem.until,
    problem.touched_by,
    problem.touched_at,
        CASE
            WHEN problem.change_id IS NOT NULL THEN ( SELECT min(alert_delivery.delivered_at) AS min
               FROM app.alert
                 JOIN app.alert_delivery USING (alert_id)
              WHERE alert.change_id = problem.change_id AND alert.type =
                    CASE problem.kind
                        WHEN 'rejected'::text THEN 'category.audit.rejected'::text
                        ELSE 'category.expired'::text
                    END)
            ELSE ( SELECT min(alert_delivery.delivered_at) AS min
               FROM app.alert
                 JOIN app.alert_delivery USING (alert_id)
              WHERE alert.merchant_id = problem.merchant_id AND (alert.data ->> 'problem_id'::text) = problem.problem_id::text)
        END AS alerted_at,
    problem.version
   FROM app.problem
     LEFT JOIN app.merchant USING (merchant_id)
     LEFT JOIN app.category USING (merchant_id, first_id, second_id)
  WHERE problem.closed_at IS NULL;
comment on view reporting.problem is 'One row per open problem: the work list. It opens in the transaction that records the change, and closes when a read finds the category not rejected (or expired) any more, nor under review, or when the merchant withdraws its authorization. When the merchant authorizes again, it goes on with its state, owner and note, under another number. A closed problem is seen in merchant_timeline.';
comment on column reporting.problem.problem_id is 'Its number. A category that becomes a problem again gets another one.';
comment on column reporting.problem.kind is 'rejected or expired. A category that is both has two rows.';
comment on column reporting.problem.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.problem.merchant_appid is 'Appid of the merchant''s account, the platform''s authorizer_appid.';
comment on column reporting.problem.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.problem.principal_name is 'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.problem.tags is 'What the provider says of the merchant, as in merchant_coverage: an object of up to ten keys, each with a text; {} without any.';
comment on column reporting.problem.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.problem.first_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.problem.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.problem.second_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.problem.reason is 'Why the platform rejected it, in the platform''s words, also while it is under review again; null when the platform gave no reason, and for an expiry.';
comment on column reporting.problem.reason_group is 'The same for reasons that differ in white space, width of characters, digits, dates, quoted names or addresses, or after their first thousand characters, only; see problem_group. no_reason: the platform gave none; expired: an expiry. Null for up to a minute after a merchant authorized again.';
comment on column reporting.problem.opened_at is 'When a read first found it; for a merchant that had withdrawn its authorization, when it authorized again.';
comment on column reporting.problem.days_open is 'Whole days of 24 hours from opened_at to now, rounded down: 0 during the first day.';
comment on column reporting.problem.times_before is 'How often the same category of this merchant was such a problem before.';
comment on column reporting.problem.state is 'open: waits for a person; acknowledged: a person has seen it; waiting_merchant: the merchant was asked; ignored: nothing is to be done; resubmitted: a read found the category under review again. Neither of the last four is reminded before until, or at all without it.';
comment on column reporting.problem.owner is 'Who takes care of it, as typed or as the console calls its user; null without an owner. When a resubmitted category is rejected again, its owner takes care of the new problem too.';
comment on column reporting.problem.note is 'The last note that was written; earlier ones are in merchant_timeline. Null without one.';
comment on column reporting.problem.until is 'Until when it is acknowledged, waiting or ignored: then reminders begin again, and the state stays. Null: without an end.';
comment on column reporting.problem.touched_by is 'Who did the last act: a user, or an API key''s name behind "api key"; null before the first. All acts are in merchant_timeline.';
comment on column reporting.problem.touched_at is 'When that was; null before the first act.';
comment on column reporting.problem.alerted_at is 'When the first channel accepted an alert of it; null while none did. Where a merchant authorized again, which is not alerted, a reminder''s.';
comment on column reporting.problem.version is 'Grows with each act, and each read that changes the problem. An act that names an older one is refused.';

create view reporting.problem_group as
 SELECT reason_group,
    ( SELECT NULLIF(sample.reason, ''::text) AS "nullif"
           FROM app.problem sample
          WHERE sample.reason_group = problem.reason_group AND sample.closed_at IS NULL
          ORDER BY sample.opened_at, sample.problem_id
         LIMIT 1) AS sample_reason,
    count(*)::integer AS problems,
    count(DISTINCT merchant_id)::integer AS merchants,
    min(opened_at) AS oldest_at,
    count(DISTINCT ROW(first_id, second_id))::integer AS categories
   FROM app.problem
  WHERE closed_at IS NULL
  GROUP BY reason_group;
comment on view reporting.problem_group is 'One row per group of open problems with the same reason: what one explanation to many merchants would settle.';
comment on column reporting.problem_group.reason_group is 'What its problems have in common; see problem. Null: not computed yet, for up to a minute after merchants authorized again.';
comment on column reporting.problem_group.sample_reason is 'The reason of the oldest of them, in the platform''s words; null for no_reason, expired, and where the group is not computed yet.';
comment on column reporting.problem_group.problems is 'How many open problems it has.';
comment on column reporting.problem_group.merchants is 'Of how many merchants.';
comment on column reporting.problem_group.oldest_at is 'When the oldest of them was opened.';
comment on column reporting.problem_group.categories is 'In how many different categories.';

create view reporting.problem_period as
 SELECT problem.problem_id,
    problem.kind,
    merchant.component_appid,
    merchant.merchant_appid,
    problem.first_id,
    problem.second_id,
    NULLIF(problem.reason, ''::text) AS reason,
    problem.reason_group,
    problem.opened_at,
    problem.closed_at,
    problem.closed_because,
    problem.state,
    problem.owner
   FROM app.problem
     LEFT JOIN app.merchant USING (merchant_id);
comment on view reporting.problem_period is 'One row per problem, closed ones included: from when to when a category was rejected or expired. The last one of each category is kept; earlier ones until catwalk.category.keep-changes after they were closed.';
comment on column reporting.problem_period.problem_id is 'Its number, as in problem.';
comment on column reporting.problem_period.kind is 'rejected or expired. A category that was both has two rows.';
comment on column reporting.problem_period.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.problem_period.merchant_appid is 'Appid of the merchant''s account, the platform''s authorizer_appid.';
comment on column reporting.problem_period.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.problem_period.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.problem_period.reason is 'The platform''s last words for it while it was open; null when the platform gave no reason, and for an expiry.';
comment on column reporting.problem_period.reason_group is 'The same for reasons that differ in details only; see problem_group. Null for up to a minute after a merchant authorized again.';
comment on column reporting.problem_period.opened_at is 'When a read first found it; for a merchant that had withdrawn its authorization, when it authorized again.';
comment on column reporting.problem_period.closed_at is 'When it ended; null while it is open.';
comment on column reporting.problem_period.closed_because is 'solved: the category was approved, renewed or removed; returned: it was rejected (or expired) again, which opened another problem; revoked: the merchant withdrew its authorization. Null while it is open.';
comment on column reporting.problem_period.state is 'Its state, as in problem: the present one, or the last before it was closed.';
comment on column reporting.problem_period.owner is 'Who takes, or last took, care of it; null without an owner.';

create view reporting.push_relay as
 SELECT delivery.push_event_id AS push_id,
    delivery.channel AS relay,
    push.component_appid,
    COALESCE(push.merchant_appid, push.about_appid) AS merchant_appid,
    push.type AS event,
    push.received_at,
    delivery.state,
    delivery.attempts,
    delivery.next_attempt_at,
    delivery.delivered_at,
    delivery.last_error
   FROM app.push_delivery delivery
     JOIN app.push_event push USING (push_event_id);
comment on view reporting.push_relay is 'One row per push and relay that takes it (catwalk.push.relay."NAME"). Removed with the push after catwalk.push.keep, but not while it is pending at a relay that is configured. Customers'' messages are never stored and so never here.';
comment on column reporting.push_relay.push_id is 'Grows in the order of arrival.';
comment on column reporting.push_relay.relay is 'The relay''s name in the configuration.';
comment on column reporting.push_relay.component_appid is 'Appid of the component (third-party platform registration) the push was sent to.';
comment on column reporting.push_relay.merchant_appid is 'Appid of the merchant in the address of the push, or the one its body names; null when there is none.';
comment on column reporting.push_relay.event is 'InfoType or Event as the platform wrote it; unknown when it wrote none.';
comment on column reporting.push_relay.received_at is 'When we stored it, and with it this row.';
comment on column reporting.push_relay.state is 'pending: will be tried again; delivered: the receiver accepted it; dead: given up; withdrawn: not sent, because it is a ticket that has expired, or a newer one came.';
comment on column reporting.push_relay.attempts is 'How often it was tried so far.';
comment on column reporting.push_relay.next_attempt_at is 'When it is tried next, not before; null unless pending.';
comment on column reporting.push_relay.delivered_at is 'When the receiver accepted it; null until then.';
comment on column reporting.push_relay.last_error is 'What the last failed attempt met; null when none failed.';

create view reporting.reauthorization as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    need.why,
        CASE need.why
            WHEN 'revoked'::text THEN merchant.revoked_at
            ELSE COALESCE(( SELECT max(event.at) AS max
               FROM app.merchant_event event
              WHERE event.merchant_id = merchant.merchant_id AND
                    CASE
                        WHEN need.reason <> 'no_permission_set'::text THEN event.kind = 'visit_turned'::text
                        ELSE event.kind = 'permission_sets_changed'::text AND (EXISTS ( SELECT
                           FROM unnest(( SELECT walk_setting.permission_sets
                                   FROM app.walk_setting)) needed(needed)
                          WHERE (event.detail -> 'lost'::text) @> to_jsonb(needed.needed)))
                    END),
            CASE
                WHEN need.reason = 'no_permission_set'::text THEN merchant.authorized_at
                ELSE visit.visited_at
            END, merchant.created_at)
        END AS since,
    ARRAY( SELECT needed.needed
           FROM unnest(( SELECT walk_setting.permission_sets
                   FROM app.walk_setting)) needed(needed)
          WHERE
                CASE need.why
                    WHEN 'revoked'::text THEN true
                    WHEN 'permission_lost'::text THEN needed.needed <> ALL (merchant.permission_sets)
                    WHEN 'needs_confirmation'::text THEN needed.needed = ANY (merchant.permission_sets)
                    ELSE false
                END
          ORDER BY needed.needed) AS missing_sets,
    ( SELECT max(link.created_at) AS max
           FROM app.authorize_link link
          WHERE link.merchant_id = merchant.merchant_id) AS last_linked_at,
    ( SELECT
                CASE
                    WHEN link.used_at IS NOT NULL THEN 'used'::text
                    WHEN link.revoked_at IS NOT NULL THEN 'revoked'::text
                    WHEN link.expires_at <= now() THEN 'expired'::text
                    ELSE 'good'::text
                END AS "case"
           FROM app.authorize_link link
          WHERE link.merchant_id = merchant.merchant_id
          ORDER BY link.created_at DESC, link.link_id DESC
         LIMIT 1) AS last_link_state
   FROM ( SELECT merchant_1.merchant_id
           FROM app.merchant merchant_1
          WHERE merchant_1.authorization_state = 'revoked'::text
        UNION
         SELECT merchant_visit.merchant_id
           FROM app.merchant_visit
          WHERE merchant_visit.outcome = ANY (ARRAY['not_permitted'::text, 'token_lost'::text])) unread
     JOIN app.merchant USING (merchant_id)
     LEFT JOIN app.merchant_visit visit USING (merchant_id)
     CROSS JOIN LATERAL ( SELECT eligibility.reason,
                CASE
                    WHEN eligibility.reason = 'no_permission_set'::text THEN 'permission_lost'::text
                    WHEN eligibility.reason = 'not_permitted'::text AND (visit.errcode = ANY (ARRAY[61016, 61017])) THEN 'needs_confirmation'::text
                    WHEN eligibility.reason = 'not_permitted'::text THEN 'permission_lost'::text
                    WHEN eligibility.reason = ANY (ARRAY['revoked'::text, 'token_lost'::text]) THEN eligibility.reason
                    ELSE NULL::text
                END AS why
           FROM ( SELECT reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
                           FROM app.walk_setting)), visit.outcome) AS reason) eligibility) need
  WHERE need.why IS NOT NULL AND merchant.is_mini_program IS NOT FALSE;
comment on view reporting.reauthorization is 'One row per merchant that has to authorize again before its categories can be read: to be sent a link (links create). No official accounts: theirs are never read. From the confirmed withdrawal on, otherwise from the visit that finds it.';
comment on column reporting.reauthorization.component_appid is 'Appid of the component (third-party platform registration) to be authorized; from the configuration.';
comment on column reporting.reauthorization.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.reauthorization.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.reauthorization.why is 'revoked: it withdrew its authorization. permission_lost: it grants none of catwalk.merchant.permission-sets (any more), or the platform refuses the call for lack of permission. needs_confirmation: it granted a set and has yet to confirm it (errcode 61016). token_lost: its refresh token was refused and no other could be found.';
comment on column reporting.reauthorization.since is 'When we learned of it: from the platform''s confirmation of the withdrawal, the last loss of such a permission set, or the visit that was refused; its first sight when nothing better is known.';
comment on column reporting.reauthorization.missing_sets is 'Ids of catwalk.merchant.permission-sets that it does not grant, or for needs_confirmation those to be confirmed; any one of them is enough. Empty for token_lost.';
comment on column reporting.reauthorization.last_linked_at is 'When a link was last made for it; null when none was, or it is gone (three months after its end).';
comment on column reporting.reauthorization.last_link_state is 'What became of that link: good (it may be used still), used, revoked or expired. Null without a link.';

create view reporting.recent_turnaround as
 SELECT pair.first_id,
    pair.first_name,
    pair.second_id,
    pair.second_name,
    review.reviews,
    review.since,
    round((review.reviews * 86400)::numeric / GREATEST(EXTRACT(epoch FROM now() - review.since), 86400::numeric), 2) AS reviews_a_day,
    review.rejection_rate,
    review.median_hours,
    review.p90_hours
   FROM app.category_pair pair
     CROSS JOIN LATERAL ( SELECT count(*)::integer AS reviews,
            min(decision.observed_at) AS since,
            round(avg((decision.audit_status = 2)::integer), 4) AS rejection_rate,
            round((percentile_cont(0.5::double precision) WITHIN GROUP (ORDER BY (decision.review_seconds::double precision)) / 3600::double precision)::numeric, 4) AS median_hours,
            round((percentile_cont(0.9::double precision) WITHIN GROUP (ORDER BY (decision.review_seconds::double precision)) / 3600::double precision)::numeric, 4) AS p90_hours
           FROM ( SELECT audit_change.observed_at,
                    audit_change.audit_status,
                    audit_change.review_seconds
                   FROM app.audit_change
                  WHERE audit_change.first_id = pair.first_id AND audit_change.second_id = pair.second_id AND audit_change.review_seconds IS NOT NULL
                  ORDER BY audit_change.observed_at DESC
                 LIMIT 100) decision) review
  WHERE review.reviews > 0;
comment on view reporting.recent_turnaround is 'One row per first and second category id with a decided review: how the platform''s 100 newest reviews of it ended and how long they took. Unlike audit_turnaround it says how it is now, and costs the same however long the history is.';
comment on column reporting.recent_turnaround.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.recent_turnaround.first_name is 'Its newest name in the history; null when no change has one.';
comment on column reporting.recent_turnaround.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.recent_turnaround.second_name is 'Its newest name in the history; null when no change has one.';
comment on column reporting.recent_turnaround.reviews is 'How many reviews the row is about: the newest 100, or fewer where there are not so many.';
comment on column reporting.recent_turnaround.since is 'When a read found the decision of the oldest of them.';
comment on column reporting.recent_turnaround.reviews_a_day is 'reviews per 24 hours from since to now; a time of less than 24 hours counts as 24.';
comment on column reporting.recent_turnaround.rejection_rate is 'Which part of the reviews ended rejected, from 0 to 1.';
comment on column reporting.recent_turnaround.median_hours is 'Hours from the read that found the category under review to the read that found the decision: half of the reviews took no longer; see audit_turnaround.';
comment on column reporting.recent_turnaround.p90_hours is 'As median_hours, for nine in ten reviews.';

create view reporting.rejection as
 SELECT merchant.component_appid,
    merchant.merchant_appid,
    merchant.merchant_name,
    merchant.principal_name,
    category.first_id,
    category.first_name,
    category.second_id,
    category.second_name,
    category.audit_status,
    reporting.audit_status_name(category.audit_status) AS audit_status_name,
    category.audit_reason,
    category.status_since,
    visit.confirmed_at,
    category.status_since AS rejected_since,
    GREATEST(floor(EXTRACT(epoch FROM now() - category.status_since) / 86400::numeric), 0::numeric)::integer AS days_open,
    history.times_rejected,
    ( SELECT min(alert_delivery.delivered_at) AS min
           FROM app.alert
             JOIN app.alert_delivery USING (alert_id)
          WHERE alert.type = 'category.audit.rejected'::text AND alert.change_id = history.change_id) AS alerted_at,
    category.expired,
    category.expired_since,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) IS NULL AS eligible,
    reporting.ineligible_reason(merchant.authorization_state, merchant.facts_read_at IS NOT NULL, merchant.is_mini_program, merchant.permission_sets && (( SELECT walk_setting.permission_sets
           FROM app.walk_setting)), visit.outcome) AS ineligible_reason,
    history.first_sight
   FROM app.category
     LEFT JOIN app.merchant USING (merchant_id)
     LEFT JOIN app.merchant_visit visit USING (merchant_id)
     LEFT JOIN LATERAL ( SELECT count(*)::integer AS times_rejected,
            max(audit_change.change_id) AS change_id,
            bool_and(audit_change.first_sight) AS first_sight
           FROM app.audit_change
          WHERE audit_change.merchant_id = category.merchant_id AND audit_change.first_id = category.first_id AND audit_change.second_id = category.second_id AND (audit_change.change = ANY (ARRAY['added'::text, 'status_changed'::text])) AND audit_change.audit_status = 2) history ON true
  WHERE category.audit_status = 2;
comment on view reporting.rejection is 'One row per category now rejected: the list of what has to be corrected and submitted again. A merchant that can no longer be read keeps its rows as in category_audit; confirmed_at shows their age.';
comment on column reporting.rejection.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized; from the configuration.';
comment on column reporting.rejection.merchant_appid is 'Appid of the account that authorized the component, the platform''s authorizer_appid.';
comment on column reporting.rejection.merchant_name is 'The account''s name now (nick_name of get_authorizer_info); null until it was read.';
comment on column reporting.rejection.principal_name is 'The company or person behind the account now (principal_name of get_authorizer_info); null until it was read.';
comment on column reporting.rejection.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.rejection.first_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.rejection.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.rejection.second_name is 'Its name in the last good read, in Chinese as the platform writes it; null when the answer had none.';
comment on column reporting.rejection.audit_status is 'Always 2, the platform''s number; here because category_audit has this column.';
comment on column reporting.rejection.audit_status_name is 'Always rejected; here because category_audit has this column.';
comment on column reporting.rejection.audit_reason is 'Why it is rejected, in the platform''s words as of the last read; null or empty when the platform gave no reason.';
comment on column reporting.rejection.status_since is 'When a read first found the present rejection; a new reason does not restart it.';
comment on column reporting.rejection.confirmed_at is 'When a read of this merchant last found the category still rejected: the age of the row.';
comment on column reporting.rejection.rejected_since is 'The same as status_since, under a name that fits a list of rejections.';
comment on column reporting.rejection.days_open is 'Whole days of 24 hours from rejected_since to now, rounded down: 0 during the first day.';
comment on column reporting.rejection.times_rejected is 'How often the category was rejected in the stored history (found rejected when added, or changed to rejected), the present rejection included. A new reason for the same rejection does not count.';
comment on column reporting.rejection.alerted_at is 'When the first channel accepted an alert of the present rejection; null while no alert was delivered, for example because the type or all channels are switched off.';
comment on column reporting.rejection.expired is 'Whether the platform calls it expired (is_expired of getcategory), whatever its audit_status; null when the platform does not say. The first answer that says "not expired" is not a change.';
comment on column reporting.rejection.expired_since is 'When a read first found it expired; null when it is not. A new name, reason or status does not restart it.';
comment on column reporting.rejection.eligible is 'Whether the merchant is read at all; false: this row does not change until the merchant is read again. See ineligible_reason.';
comment on column reporting.rejection.ineligible_reason is 'Why the merchant is not read, as in merchant_coverage; null when it is read.';
comment on column reporting.rejection.first_sight is 'True for what the very first read of the merchant found rejected: the time of the rejection is unknown. Null where catwalk.category.keep-changes has deleted the change.';

create view reporting.rejection_episode as
 SELECT component_appid,
    merchant_appid,
    merchant_name,
    principal_name,
    first_id,
    (array_agg(first_name ORDER BY observed_at, step.change_id))[1] AS first_name,
    second_id,
    (array_agg(second_name ORDER BY observed_at, step.change_id))[1] AS second_name,
    min(change_id) AS change_id,
    min(observed_at) AS rejected_at,
    (array_agg(audit_reason ORDER BY observed_at, step.change_id))[1] AS audit_reason,
    bool_or(first_sight) AS first_sight,
    min(observed_at) FILTER (WHERE audit_status = 1) AS resubmitted_at,
    min(observed_at) FILTER (WHERE audit_status = 3) AS approved_at,
    min(observed_at) FILTER (WHERE change = 'removed'::text) AS removed_at
   FROM ( SELECT merchant.merchant_id,
            merchant.component_appid,
            merchant.merchant_appid,
            merchant.merchant_name,
            merchant.principal_name,
            audit_change.first_id,
            audit_change.first_name,
            audit_change.second_id,
            audit_change.second_name,
            audit_change.change_id,
            audit_change.change,
            audit_change.audit_status,
            audit_change.audit_reason,
            audit_change.first_sight,
            audit_change.observed_at,
            count(*) FILTER (WHERE (audit_change.change = ANY (ARRAY['added'::text, 'status_changed'::text])) AND audit_change.audit_status = 2) OVER (history ROWS UNBOUNDED PRECEDING) AS episode,
            count(*) FILTER (WHERE audit_change.change = 'removed'::text OR (audit_change.change = ANY (ARRAY['added'::text, 'status_changed'::text])) AND audit_change.audit_status = 3) OVER (history ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS ends
           FROM app.audit_change
             JOIN app.merchant USING (merchant_id)
          WINDOW history AS (PARTITION BY audit_change.merchant_id, merchant.component_appid, merchant.merchant_appid, merchant.merchant_name, merchant.principal_name, audit_change.first_id, audit_change.second_id ORDER BY audit_change.observed_at, audit_change.change_id)) step
  WHERE episode > 0
  GROUP BY merchant_id, component_appid, merchant_appid, merchant_name, principal_name, first_id, second_id, episode, ends
 HAVING bool_or((change = ANY (ARRAY['added'::text, 'status_changed'::text])) AND audit_status = 2);
comment on view reporting.rejection_episode is 'One row per rejection of a category, with what followed until it was approved, removed or rejected again: when it was submitted again, and how it ended. Changes that catwalk.category.keep-changes deleted are missing here as well.';
comment on column reporting.rejection_episode.component_appid is 'Appid of the component (third-party platform registration) the merchant authorized.';
comment on column reporting.rejection_episode.merchant_appid is 'Appid of the merchant''s account.';
comment on column reporting.rejection_episode.merchant_name is 'The account''s name now; null until it was read.';
comment on column reporting.rejection_episode.principal_name is 'Name of the company behind the account now; null until it was read.';
comment on column reporting.rejection_episode.first_id is 'First-level category as getcategory numbers it (first).';
comment on column reporting.rejection_episode.first_name is 'Its name when it was rejected; null when the answer had none.';
comment on column reporting.rejection_episode.second_id is 'Second-level category as getcategory numbers it (second).';
comment on column reporting.rejection_episode.second_name is 'Its name when it was rejected; null when the answer had none.';
comment on column reporting.rejection_episode.change_id is 'The change that rejected it; see audit_change.';
comment on column reporting.rejection_episode.rejected_at is 'When it was found rejected.';
comment on column reporting.rejection_episode.audit_reason is 'The platform''s reason when it was rejected; null or empty where it gives none.';
comment on column reporting.rejection_episode.first_sight is 'True when the very first read of the merchant found it rejected: the time of the rejection is unknown.';
comment on column reporting.rejection_episode.resubmitted_at is 'When a read first found it under review before that ended; null when none did.';
comment on column reporting.rejection_episode.approved_at is 'When a read found it approved; null when none did, or it was rejected again or removed before.';
comment on column reporting.rejection_episode.removed_at is 'When a read found it removed; null when none did, or it was rejected again or approved before.';

create view reporting.token_handout as
 SELECT api_key.key_name,
    token_handout.component_appid,
    NULLIF(token_handout.merchant_appid, ''::text) AS merchant_appid,
    NULLIF(token_handout.generation, 0) AS generation,
    token_handout.first_at,
    token_handout.last_at,
    token_handout.times,
    token_handout.address
   FROM app.token_handout
     JOIN app.api_key USING (api_key_id);
comment on view reporting.token_handout is 'One row per access token, key and address it was handed to by the API: who had which token when. Written every two seconds. Where catwalk.api.keep-handouts is set, those last repeated longer ago are gone.';
comment on column reporting.token_handout.key_name is 'The name of the API key, as apikeys create was given it; revoked keys included.';
comment on column reporting.token_handout.component_appid is 'Appid of the component (third-party platform registration); from the configuration.';
comment on column reporting.token_handout.merchant_appid is 'Appid of the account whose token it is, the platform''s authorizer_appid; null for the component''s own token.';
comment on column reporting.token_handout.generation is 'Which of the merchant''s tokens, as in the answer of the API: the next one has a higher number; null for the component''s own token.';
comment on column reporting.token_handout.first_at is 'When this key was handed this token at this address for the first time.';
comment on column reporting.token_handout.last_at is 'When for the last time.';
comment on column reporting.token_handout.times is 'How often.';
comment on column reporting.token_handout.address is 'The address of the connection, hence of a proxy where one stands between.';

create view reporting.walk as
 SELECT walk_id,
    scope,
    planned_at,
    started_at,
    finished_at,
    state,
    stop_errcode,
    stop_reason,
    merchants,
    component_appid
   FROM app.walk;
comment on view reporting.walk is 'One row per walk, a pass over merchants: running walks, finished ones, and those skipped because another of their scope still ran. Where catwalk.walk.keep is set, walks that ended longer ago are deleted, except the last completed one of each scope.';
comment on column reporting.walk.walk_id is 'Grows in the order of planning; equals the walk_id of walk_ledger and audit_change.';
comment on column reporting.walk.scope is 'all: every merchant; under_review: merchants with a category under review; merchant: named merchants, as after a push or by the command walk.';
comment on column reporting.walk.planned_at is 'When it was due by its schedule, or requested.';
comment on column reporting.walk.started_at is 'When its list of merchants was fixed and its work began; null when it did not begin, as for skipped.';
comment on column reporting.walk.finished_at is 'When its last merchant was recorded, or it was stopped or skipped; null while running.';
comment on column reporting.walk.state is 'running; completed: every merchant has an outcome; where the platform gave no answers for longer than catwalk.platform.outage-patience, those it was not asked about ended deferred, see walk_ledger; stopped: the platform stopped it, the remaining merchants ended deferred, or as before where that lasts (not_permitted, not_supported, token_lost); skipped: due while another of its scope still ran.';
comment on column reporting.walk.stop_errcode is 'The platform''s errcode that stopped it; null when it was not stopped, or not by an errcode.';
comment on column reporting.walk.stop_reason is 'What stopped it, in words; null when it was not stopped.';
comment on column reporting.walk.merchants is 'How many merchants its scope held when it was planned; the sum of its ledger once it is finished. 0 for skipped.';
comment on column reporting.walk.component_appid is 'The component whose merchants it visits; null when they belong to several components, and for skipped.';

create view reporting.walk_failure as
 SELECT walk_failure.walk_id,
    walk_failure.outcome,
    walk_failure.errcode,
    walk_failure.merchants,
    merchant.component_appid,
    merchant.merchant_appid,
    walk_failure.rid
   FROM app.walk_failure
     LEFT JOIN app.merchant USING (merchant_id);
comment on view reporting.walk_failure is 'One row per finished walk and failure: with which outcome and errcode its visits ended, where they could not read a merchant that should be read.';
comment on column reporting.walk_failure.walk_id is 'The walk; see walk.';
comment on column reporting.walk_failure.outcome is 'failed, token_lost, throttled or not_permitted; see walk_ledger.';
comment on column reporting.walk_failure.errcode is 'The platform''s errcode that decided it; null without one, as after a time-out.';
comment on column reporting.walk_failure.merchants is 'How many merchants ended so. One that another walk visited before this one ended is not among them.';
comment on column reporting.walk_failure.component_appid is 'Component of one of these merchants, as an example.';
comment on column reporting.walk_failure.merchant_appid is 'Appid of that merchant.';
comment on column reporting.walk_failure.rid is 'The platform''s request id of the answer for that merchant, for questions to its support; null when it sent none.';

create view reporting.walk_ledger as
 SELECT walk_ledger.walk_id,
    walk_ledger.outcome,
    walk_ledger.merchants,
    ( SELECT walk.component_appid
           FROM app.walk
          WHERE walk.walk_id = walk_ledger.walk_id) AS component_appid
   FROM app.walk_ledger
UNION ALL
 SELECT walk_slice_outcome.walk_id,
    walk_slice_outcome.outcome,
    sum(walk_slice_outcome.merchants)::integer AS merchants,
    walk.component_appid
   FROM app.walk_slice_outcome
     JOIN app.walk USING (walk_id)
  WHERE walk.state = 'running'::text
  GROUP BY walk_slice_outcome.walk_id, walk_slice_outcome.outcome, walk.component_appid;
comment on view reporting.walk_ledger is 'One row per walk and outcome that occurred. For a running walk it counts the merchants recorded so far; for a finished one the counts add up to walk.merchants. It is deleted with its walk.';
comment on column reporting.walk_ledger.walk_id is 'The walk whose merchants are counted; its times, scope and end are in walk.';
comment on column reporting.walk_ledger.outcome is 'changed, unchanged, not_permitted, not_supported, revoked, token_lost, throttled, deferred or failed. An outcome that no merchant had has no row.';
comment on column reporting.walk_ledger.merchants is 'How many merchants of the walk had this outcome. Each merchant is counted under exactly one outcome.';
comment on column reporting.walk_ledger.component_appid is 'As in walk: the component whose merchants are counted; null when they belong to several components.';

-- Functions

CREATE OR REPLACE FUNCTION app.grant_roles()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  -- The user who migrated owns the views, and later ones.
  owner constant regrole := (select proowner from pg_proc where oid = 'app.grant_roles()'::regprocedure);
begin
  revoke all on schema app, reporting, quartz from public;
  revoke execute on all functions in schema app, reporting from public;

  if exists (select from pg_roles where rolname = 'catwalk_reporter') then
    revoke all on all tables in schema app, reporting, quartz from catwalk_reporter;
    grant usage on schema reporting to catwalk_reporter;
    grant select on all tables in schema reporting to catwalk_reporter;
    -- The views call functions, and these run with the reader's rights.
    grant execute on all functions in schema reporting to catwalk_reporter;
    -- For views and functions that a later migration adds: this file does not run again for them.
    execute format('alter default privileges for role %s in schema reporting grant select on tables to catwalk_reporter', owner);
    execute format('alter default privileges for role %s in schema reporting grant execute on functions to catwalk_reporter', owner);
  end if;

  if exists (select from pg_roles where rolname = 'catwalk_daemon') then
    revoke all on all tables in schema app, reporting, quartz from catwalk_daemon;
    grant usage on schema app, reporting, quartz to catwalk_daemon;

    -- Never deleted: components, merchants, their tokens, and tables with one row for each.
    grant select, insert, update on app.component, app.component_token, app.merchant, app.merchant_token,
      app.merchant_visit, app.walk_setting, app.alert_channel, app.push_refusal,
      app.unknown_field to catwalk_daemon;
    -- "For update" needs the right to update.
    grant select, update on app.exclusive_work to catwalk_daemon;
    -- Present state and work in progress: inserted and deleted all the time.
    grant select, insert, update, delete on app.category, app.walk_slice, app.walk_slice_outcome, app.push_event
      to catwalk_daemon;
    -- History: written once, deleted after its keep time. Only the end of a walk, a delivery or an alert is added later.
    -- Triggers write the events of merchants, with the daemon's rights.
    grant select, insert, delete on app.audit_change, app.alert, app.alert_attempt, app.merchant_event to catwalk_daemon;
    grant update (ended_at) on app.alert to catwalk_daemon;
    grant select, insert, update (last_seen_at), delete on app.category_snapshot to catwalk_daemon;
    grant select, insert, update, delete on app.walk, app.alert_delivery to catwalk_daemon;
    grant select, insert, update on app.push_delivery to catwalk_daemon;
    grant select, insert, update, delete on app.problem to catwalk_daemon;
    -- A trigger of app.merchant calls it.
    grant execute on function app.open_problems(bigint, timestamptz) to catwalk_daemon;
    -- Deleted with its walk, its alert, its push or its problem, by the foreign key and with the rights of the tables' owner.
    grant select, insert on app.walk_ledger, app.walk_failure, app.walk_stop, app.alert_recorded, app.push_attempt,
      app.problem_act to catwalk_daemon;
    -- A link ends, and is deleted some months later.
    grant select, insert, update, delete on app.authorize_link to catwalk_daemon;
    -- Keys name those who were handed tokens, and so are never deleted; hand-outs are counted, and deleted after their keep time.
    grant select, insert, update on app.api_key to catwalk_daemon;
    grant select, insert, update, delete on app.token_handout to catwalk_daemon;
    -- People of the console come and go, and their sessions; what they did stays.
    grant select, insert, update, delete on app.console_user, app.console_session to catwalk_daemon;
    grant select, insert on app.console_act to catwalk_daemon;
    grant usage on all sequences in schema app to catwalk_daemon;
    grant execute on function app.now() to catwalk_daemon;

    grant select, insert, update, delete on all tables in schema quartz to catwalk_daemon;

    grant select on all tables in schema reporting to catwalk_daemon;
    grant execute on all functions in schema reporting to catwalk_daemon;
    execute format('alter default privileges for role %s in schema reporting grant select on tables to catwalk_daemon', owner);
    execute format('alter default privileges for role %s in schema reporting grant execute on functions to catwalk_daemon', owner);

    -- To check at start that no migration is missing. Absent where another tool than Flyway created the tables.
    if to_regclass('app.flyway_schema_history') is not null then
      grant select on app.flyway_schema_history to catwalk_daemon;
    end if;
  end if;
end
$function$
;
comment on function app.grant_roles() is 'Gives catwalk_reporter and catwalk_daemon, where they exist, exactly the rights they need. For the owner of the tables or a superuser; may be repeated at any time.';

CREATE OR REPLACE FUNCTION app.keep_merchant_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  -- When the merchant last authorized, as far as we know now; null for an update that says nothing about it.
  act timestamptz;
begin
  if new.authorization_state = 'revoked' and old.authorization_state = 'authorized' then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (new.merchant_id, coalesce(new.revoked_at, now()), 'revoked', '{}');
  elsif new.authorization_state = 'authorized' and old.authorization_state = 'revoked' then
    act := case when new.authorized_at > old.revoked_at then new.authorized_at else coalesce(new.facts_read_at, now()) end;
  elsif new.authorization_state = 'authorized' and new.facts_read_at is not null
    and (old.facts_read_at is null or new.authorized_at is distinct from old.authorized_at) then
    act := coalesce(new.authorized_at, new.facts_read_at);
  end if;
  -- Known already, from the push or from the roster: their clocks may differ from ours by some minutes.
  if act is not null and (old.authorization_state = 'revoked' or not exists (
    select from app.merchant_event
    where merchant_id = new.merchant_id and kind = 'authorized' and at > act - interval '5 minutes')) then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (new.merchant_id, act, 'authorized', '{}');
  end if;
  -- What the first read finds is no change.
  if old.facts_read_at is not null and new.permission_sets <> old.permission_sets then
    insert into app.merchant_event (merchant_id, at, kind, detail)
    values (
      new.merchant_id,
      coalesce(new.facts_read_at, now()),
      'permission_sets_changed',
      jsonb_build_object(
        'gained', array(select unnest(new.permission_sets) except select unnest(old.permission_sets) order by 1),
        'lost', array(select unnest(old.permission_sets) except select unnest(new.permission_sets) order by 1)));
  end if;
  return null;
end
$function$
;
comment on function app.keep_merchant_event() is NULL;

CREATE OR REPLACE FUNCTION app.keep_problems()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if new.authorization_state = 'revoked' then
    update app.problem
    -- The withdrawal counts from when it was asked about, and a read may have opened the problem since.
    set closed_at = greatest(opened_at, new.revoked_at), closed_because = 'revoked', version = version + 1
    where merchant_id = new.merchant_id and closed_at is null;
  else
    perform app.open_problems(new.merchant_id, coalesce(new.facts_read_at, app.now()));
  end if;
  return null;
end
$function$
;
comment on function app.keep_problems() is NULL;

CREATE OR REPLACE FUNCTION app.keep_visit_turn()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  -- changed and unchanged are one: the categories could be read.
  ending constant text := case when new.outcome in ('changed', 'unchanged') then 'read' else new.outcome end;
  last app.merchant_event;
begin
  -- A deferred visit says nothing about the merchant, so the old row may not show how the last real visit ended.
  select * into last from app.merchant_event
  where merchant_id = new.merchant_id and kind = 'visit_turned' order by event_id desc limit 1;
  if ending = coalesce(last.detail ->> 'outcome', 'read')
    and new.errcode is not distinct from (last.detail ->> 'errcode')::integer then
    return null;
  end if;
  insert into app.merchant_event (merchant_id, at, kind, detail)
  values (
    new.merchant_id,
    new.visited_at,
    'visit_turned',
    jsonb_strip_nulls(jsonb_build_object(
      'outcome', ending, 'errcode', new.errcode, 'rid', new.rid, 'walk_id', new.walk_id)));
  return null;
end
$function$
;
comment on function app.keep_visit_turn() is NULL;

CREATE OR REPLACE FUNCTION app.now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN statement_timestamp()
;
comment on function app.now() is 'The time that decides leases and claims: the database''s clock when the statement began. Nodes follow it, too.';

CREATE OR REPLACE FUNCTION app.open_problems(merchant bigint, at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
AS $function$
  -- What a withdrawal closed goes on as people left it, unless a read that was recorded later ended it.
  insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, change_id, times_before, state,
    owner, note, until, touched_by, touched_at)
  select
    merchant_id, first_id, second_id, newest.kind, newest.reason, newest.reason_group, coalesce(at, newest.closed_at),
    newest.change_id, newest.times_before, newest.state, newest.owner, newest.note, newest.until, newest.touched_by,
    newest.touched_at
  from (
    select distinct on (first_id, second_id, kind) * from app.problem
    where problem.merchant_id = $1
    order by first_id, second_id, kind, problem_id desc) as newest
  join app.category using (merchant_id, first_id, second_id)
  join app.merchant using (merchant_id)
  where merchant.authorization_state = 'authorized' and newest.closed_because = 'revoked'
    and case
      when category.audit_status = 1 then category.status_since <= newest.closed_at
      when newest.state = 'resubmitted' then false
      when newest.kind = 'rejected' then category.audit_status = 2 and coalesce(category.audit_reason, '') = newest.reason
      else category.expired
    end
  on conflict do nothing;

  insert into app.problem (merchant_id, first_id, second_id, kind, reason, reason_group, opened_at, times_before, state)
  select
    category.merchant_id, category.first_id, category.second_id, found.kind, found.reason,
    case when found.kind = 'expired' then 'expired' when found.reason = '' then 'no_reason' end,
    coalesce(at, found.since),
    coalesce((
      select max(earlier.times_before) + 1 from app.problem as earlier
      where earlier.merchant_id = category.merchant_id and earlier.first_id = category.first_id
        and earlier.second_id = category.second_id and earlier.kind = found.kind), 0),
    case when category.audit_status = 1 then 'resubmitted' else 'open' end
  from app.category
  join app.merchant on merchant.merchant_id = category.merchant_id and merchant.authorization_state = 'authorized'
  cross join lateral (
    values ('rejected', category.audit_status = 2, coalesce(category.audit_reason, ''), category.status_since),
      ('expired', category.expired, null, category.expired_since)) as found (kind, holds, reason, since)
  where category.merchant_id = $1 and found.holds
  on conflict do nothing
$function$
;
comment on function app.open_problems(bigint,timestamp with time zone) is NULL;

CREATE OR REPLACE FUNCTION reporting.audit_status_name(audit_status integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE audit_status WHEN 1 THEN 'under_review'::text WHEN 2 THEN 'rejected'::text WHEN 3 THEN 'approved'::text ELSE 'unknown'::text END
;
comment on function reporting.audit_status_name(integer) is 'The contract''s word for the platform''s audit_status: 1 under_review, 2 rejected, 3 approved. A number the platform never documented is unknown; the number itself stays in audit_status.';

CREATE OR REPLACE FUNCTION reporting.category_audit_as_of(at timestamp with time zone)
 RETURNS TABLE(component_appid text, merchant_appid text, merchant_name text, principal_name text, first_id integer, first_name text, second_id integer, second_name text, audit_status integer, audit_status_name text, audit_reason text, status_since timestamp with time zone, expired boolean, expired_since timestamp with time zone, eligible boolean, ineligible_reason text)
 LANGUAGE sql
 STABLE PARALLEL SAFE
BEGIN ATOMIC
 SELECT category_period.component_appid,
     category_period.merchant_appid,
     category_period.merchant_name,
     category_period.principal_name,
     category_period.first_id,
     category_period.first_name,
     category_period.second_id,
     category_period.second_name,
     category_period.audit_status,
     category_period.audit_status_name,
     category_period.audit_reason,
     category_period.status_since,
     category_period.expired,
     category_period.expired_since,
     merchant_coverage.eligible,
     merchant_coverage.ineligible_reason
    FROM (reporting.category_period
      LEFT JOIN reporting.merchant_coverage USING (component_appid, merchant_appid))
   WHERE ((category_period.observed_at <= category_audit_as_of.at) AND (COALESCE(category_period.superseded_at, 'infinity'::timestamp with time zone) > category_audit_as_of.at));
END
;
comment on function reporting.category_audit_as_of(timestamp with time zone) is 'One row per merchant and category set at the instant "at", as the reads until then had found it; a read at exactly that instant counts. Columns as in category_audit without confirmed_at: first_name, second_name and status_since as known then; merchant_name, principal_name, eligible and ineligible_reason as they are now. For now() it equals category_audit without confirmed_at. Empty before the first read of a merchant. Where catwalk.category.keep-changes is set and "at" is longer ago, the rows are right but not complete: categories that changed since are missing (or, while they are being deleted, have no status_since). A null "at" finds nothing.';

CREATE OR REPLACE FUNCTION reporting.character_pairs(word text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  small constant text := lower(word);
  pairs text[] := '{}';
begin
  for i in 1 .. coalesce(char_length(small), 0) - 1 loop
    pairs[i] := substr(small, i, 2);
  end loop;
  return pairs;
end
$function$
;
comment on function reporting.character_pairs(text) is 'The pairs of neighbouring characters of a text, in lower case; none of a text of one character, or of null. The console finds merchants by them: the index merchant_by_character_pairs answers reporting.character_pairs(coalesce(merchant_name, '''') || '' '' || coalesce(principal_name, '''')) @> reporting.character_pairs(''…'').';

CREATE OR REPLACE FUNCTION reporting.ineligible_reason(authorization_state text, facts_known boolean, is_mini_program boolean, permitted boolean, last_outcome text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (authorization_state = 'revoked'::text) THEN 'revoked'::text WHEN ((facts_known IS NOT TRUE) OR (is_mini_program IS NULL)) THEN 'facts_unknown'::text WHEN (NOT is_mini_program) THEN 'not_mini_program'::text WHEN (NOT permitted) THEN 'no_permission_set'::text WHEN (last_outcome = ANY (ARRAY['not_permitted'::text, 'not_supported'::text, 'token_lost'::text])) THEN last_outcome ELSE NULL::text END
;
comment on function reporting.ineligible_reason(text,boolean,boolean,boolean,text) is 'The contract''s word for why a merchant is not read, from what is known of it; null when it is read. See merchant_coverage.';

-- Rights on schemas

grant usage on schema app to catwalk_daemon;
grant usage on schema quartz to catwalk_daemon;
grant usage on schema reporting to catwalk_daemon;
grant usage on schema reporting to catwalk_reporter;

-- Rights on tables, views, sequences and functions

grant delete, insert, select on app.alert to catwalk_daemon;
grant update (ended_at) on app.alert to catwalk_daemon;
grant usage on app.alert_alert_id_seq to catwalk_daemon;
grant delete, insert, select on app.alert_attempt to catwalk_daemon;
grant insert, select, update on app.alert_channel to catwalk_daemon;
grant delete, insert, select, update on app.alert_delivery to catwalk_daemon;
grant insert, select on app.alert_recorded to catwalk_daemon;
grant insert, select, update on app.api_key to catwalk_daemon;
grant usage on app.api_key_api_key_id_seq to catwalk_daemon;
grant delete, insert, select on app.audit_change to catwalk_daemon;
grant usage on app.audit_change_change_id_seq to catwalk_daemon;
grant delete, insert, select, update on app.authorize_link to catwalk_daemon;
grant usage on app.authorize_link_link_id_seq to catwalk_daemon;
grant delete, insert, select, update on app.category to catwalk_daemon;
grant delete, insert, select on app.category_snapshot to catwalk_daemon;
grant update (last_seen_at) on app.category_snapshot to catwalk_daemon;
grant usage on app.category_snapshot_snapshot_id_seq to catwalk_daemon;
grant insert, select, update on app.component to catwalk_daemon;
grant insert, select, update on app.component_token to catwalk_daemon;
grant insert, select on app.console_act to catwalk_daemon;
grant usage on app.console_act_act_id_seq to catwalk_daemon;
grant delete, insert, select, update on app.console_session to catwalk_daemon;
grant delete, insert, select, update on app.console_user to catwalk_daemon;
grant usage on app.console_user_user_id_seq to catwalk_daemon;
grant select, update on app.exclusive_work to catwalk_daemon;
grant select on app.flyway_schema_history to catwalk_daemon;
grant insert, select, update on app.merchant to catwalk_daemon;
grant delete, insert, select on app.merchant_event to catwalk_daemon;
grant usage on app.merchant_event_event_id_seq to catwalk_daemon;
grant usage on app.merchant_merchant_id_seq to catwalk_daemon;
grant insert, select, update on app.merchant_token to catwalk_daemon;
grant insert, select, update on app.merchant_visit to catwalk_daemon;
grant execute on function app.now() to catwalk_daemon;
grant execute on function app.open_problems(bigint,timestamp with time zone) to catwalk_daemon;
grant delete, insert, select, update on app.problem to catwalk_daemon;
grant insert, select on app.problem_act to catwalk_daemon;
grant usage on app.problem_act_act_id_seq to catwalk_daemon;
grant usage on app.problem_problem_id_seq to catwalk_daemon;
grant insert, select on app.push_attempt to catwalk_daemon;
grant insert, select, update on app.push_delivery to catwalk_daemon;
grant delete, insert, select, update on app.push_event to catwalk_daemon;
grant usage on app.push_event_push_event_id_seq to catwalk_daemon;
grant insert, select, update on app.push_refusal to catwalk_daemon;
grant delete, insert, select, update on app.token_handout to catwalk_daemon;
grant usage on app.token_handout_handout_id_seq to catwalk_daemon;
grant insert, select, update on app.unknown_field to catwalk_daemon;
grant delete, insert, select, update on app.walk to catwalk_daemon;
grant insert, select on app.walk_failure to catwalk_daemon;
grant insert, select on app.walk_ledger to catwalk_daemon;
grant insert, select, update on app.walk_setting to catwalk_daemon;
grant delete, insert, select, update on app.walk_slice to catwalk_daemon;
grant delete, insert, select, update on app.walk_slice_outcome to catwalk_daemon;
grant insert, select on app.walk_stop to catwalk_daemon;
grant usage on app.walk_walk_id_seq to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_blob_triggers to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_calendars to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_cron_triggers to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_fired_triggers to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_job_details to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_locks to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_paused_trigger_grps to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_scheduler_state to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_simple_triggers to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_simprop_triggers to catwalk_daemon;
grant delete, insert, select, update on quartz.qrtz_triggers to catwalk_daemon;
grant select on reporting.alert to catwalk_daemon;
grant select on reporting.alert to catwalk_reporter;
grant select on reporting.alert_attempt to catwalk_daemon;
grant select on reporting.alert_attempt to catwalk_reporter;
grant select on reporting.audit_change to catwalk_daemon;
grant select on reporting.audit_change to catwalk_reporter;
grant execute on function reporting.audit_status_name(integer) to catwalk_daemon;
grant execute on function reporting.audit_status_name(integer) to catwalk_reporter;
grant select on reporting.audit_turnaround to catwalk_daemon;
grant select on reporting.audit_turnaround to catwalk_reporter;
grant select on reporting.category_audit to catwalk_daemon;
grant select on reporting.category_audit to catwalk_reporter;
grant execute on function reporting.category_audit_as_of(timestamp with time zone) to catwalk_daemon;
grant execute on function reporting.category_audit_as_of(timestamp with time zone) to catwalk_reporter;
grant select on reporting.category_period to catwalk_daemon;
grant select on reporting.category_period to catwalk_reporter;
grant select on reporting.category_quota to catwalk_daemon;
grant select on reporting.category_quota to catwalk_reporter;
grant select on reporting.category_snapshot to catwalk_daemon;
grant select on reporting.category_snapshot to catwalk_reporter;
grant execute on function reporting.character_pairs(text) to catwalk_daemon;
grant execute on function reporting.character_pairs(text) to catwalk_reporter;
grant select on reporting.component to catwalk_daemon;
grant select on reporting.component to catwalk_reporter;
grant select on reporting.console_act to catwalk_daemon;
grant select on reporting.console_act to catwalk_reporter;
grant execute on function reporting.ineligible_reason(text,boolean,boolean,boolean,text) to catwalk_daemon;
grant execute on function reporting.ineligible_reason(text,boolean,boolean,boolean,text) to catwalk_reporter;
grant select on reporting.merchant_coverage to catwalk_daemon;
grant select on reporting.merchant_coverage to catwalk_reporter;
grant select on reporting.merchant_timeline to catwalk_daemon;
grant select on reporting.merchant_timeline to catwalk_reporter;
grant select on reporting.merchant_token to catwalk_daemon;
grant select on reporting.merchant_token to catwalk_reporter;
grant select on reporting.problem to catwalk_daemon;
grant select on reporting.problem to catwalk_reporter;
grant select on reporting.problem_group to catwalk_daemon;
grant select on reporting.problem_group to catwalk_reporter;
grant select on reporting.problem_period to catwalk_daemon;
grant select on reporting.problem_period to catwalk_reporter;
grant select on reporting.push_relay to catwalk_daemon;
grant select on reporting.push_relay to catwalk_reporter;
grant select on reporting.reauthorization to catwalk_daemon;
grant select on reporting.reauthorization to catwalk_reporter;
grant select on reporting.recent_turnaround to catwalk_daemon;
grant select on reporting.recent_turnaround to catwalk_reporter;
grant select on reporting.rejection to catwalk_daemon;
grant select on reporting.rejection to catwalk_reporter;
grant select on reporting.rejection_episode to catwalk_daemon;
grant select on reporting.rejection_episode to catwalk_reporter;
grant select on reporting.token_handout to catwalk_daemon;
grant select on reporting.token_handout to catwalk_reporter;
grant select on reporting.walk to catwalk_daemon;
grant select on reporting.walk to catwalk_reporter;
grant select on reporting.walk_failure to catwalk_daemon;
grant select on reporting.walk_failure to catwalk_reporter;
grant select on reporting.walk_ledger to catwalk_daemon;
grant select on reporting.walk_ledger to catwalk_reporter;

-- Rights on what will be added

alter default privileges in schema reporting grant execute on functions to catwalk_daemon;
alter default privileges in schema reporting grant execute on functions to catwalk_reporter;
alter default privileges in schema reporting grant select on tables to catwalk_daemon;
alter default privileges in schema reporting grant select on tables to catwalk_reporter;
