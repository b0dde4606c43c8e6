create sequence plugin_load_revisions as bigint increment 1;

create table accounts_instance (
  singleton boolean default true not null,
  auth_secret text not null,
  setup_done_at timestamp with time zone,
  constraint accounts_instance_pkey PRIMARY KEY (singleton),
  constraint accounts_instance_singleton_check CHECK (singleton)
);

create table analytics_subscriptions (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  instance uuid not null,
  pseudonym uuid default gen_random_uuid() not null,
  enabled boolean not null,
  with_measurements boolean not null,
  cursor text,
  revision bigint default 0 not null,
  sent_points bigint default 0 not null,
  refused_points bigint default 0 not null,
  last_sent_at timestamp with time zone,
  failures integer default 0 not null,
  last_error text,
  last_error_at timestamp with time zone,
  due_at timestamp with time zone,
  wakes bigint default 0 not null,
  leased_by text,
  leased_until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint analytics_subscriptions_pkey PRIMARY KEY (id),
  constraint analytics_subscriptions_user_id_instance_key UNIQUE (user_id, instance),
  constraint analytics_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table analytics_watch (
  only_row boolean default true not null,
  watcher text not null,
  until timestamp with time zone not null,
  constraint analytics_watch_pkey PRIMARY KEY (only_row),
  constraint analytics_watch_only_row_check CHECK (only_row)
);

create table api_keys (
  id text not null,
  user_id text not null,
  name text not null,
  hint text not null,
  key_hash text not null,
  scopes text[] not null,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint api_keys_pkey PRIMARY KEY (id),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table audit_entries (
  id bigint generated always as identity not null,
  at timestamp with time zone default now() not null,
  actor_id text,
  actor_kind text not null,
  action text not null,
  subject_type text not null,
  subject_id text not null,
  changes jsonb default '[]'::jsonb not null,
  constraint audit_entries_pkey PRIMARY KEY (id),
  constraint audit_entries_action_check CHECK (action = ANY (ARRAY['created'::text, 'updated'::text, 'deleted'::text, 'rotated'::text])),
  constraint audit_entries_actor_kind_check CHECK (actor_kind = ANY (ARRAY['session'::text, 'api_key'::text, 'server'::text]))
);

create table change_epochs (
  seq bigint generated always as identity not null,
  id text not null,
  place text not null,
  server text not null,
  intact_to bigint not null,
  number_offset bigint not null,
  change_number bigint default change_number() not null,
  pruned_to bigint default 0 not null,
  begun_at timestamp with time zone default now() not null,
  constraint change_epochs_pkey PRIMARY KEY (seq)
);

create table credentials (
  id text not null,
  user_id text not null,
  provider_id text not null,
  account_id text not null,
  password text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint credentials_pkey PRIMARY KEY (id),
  constraint credentials_user_id_provider_id_key UNIQUE (user_id, provider_id),
  constraint credentials_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table daily_metric_values (
  user_id text not null,
  date date not null,
  metric text not null,
  source text not null,
  number_value double precision,
  time_value time without time zone,
  text_value text,
  boolean_value boolean,
  unit text,
  updated_at timestamp with time zone default now() not null,
  connection_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  job_id uuid,
  change_number bigint default change_number() not null,
  constraint daily_metric_values_identity PRIMARY KEY (user_id, date, metric, source, connection_id),
  constraint daily_metric_values_finite CHECK ((number_value - number_value) = 0::double precision),
  constraint daily_metric_values_one_value CHECK (num_nonnulls(number_value, time_value, text_value, boolean_value) = 1)
);

create table daily_value_imports (
  user_id text not null,
  date date not null,
  metric text not null,
  source text not null,
  import_id uuid not null,
  job_id uuid,
  number_value double precision,
  time_value time without time zone,
  text_value text,
  boolean_value boolean,
  unit text,
  delivered_at timestamp with time zone default clock_timestamp() not null,
  constraint daily_value_imports_identity PRIMARY KEY (user_id, date, metric, source, import_id)
);

create table deleted_records (
  user_id text not null,
  type text collate "C" not null,
  id text collate "C" not null,
  change_number bigint default change_number() not null,
  deleted_at timestamp with time zone default now() not null
);

create table demo_data (
  user_id text not null,
  id uuid default gen_random_uuid() not null,
  filled text[] default '{}'::text[] not null,
  created_at timestamp with time zone default now() not null,
  filled_at timestamp with time zone,
  removing_at timestamp with time zone,
  leased_until timestamp with time zone default now() not null,
  uploads uuid[] default '{}'::uuid[] not null,
  constraint demo_data_pkey PRIMARY KEY (user_id),
  constraint demo_data_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table enrichment_enrichers (
  name text not null,
  fence bigint default 0 not null,
  leased_until timestamp with time zone,
  rests_until timestamp with time zone,
  reason text,
  reason_code text,
  failures integer default 0 not null,
  constraint enrichment_enrichers_pkey PRIMARY KEY (name)
);

create table enrichment_facets (
  user_id text not null,
  work_id bigint not null,
  kind text not null,
  value text not null,
  label text not null,
  constraint enrichment_facets_pkey PRIMARY KEY (work_id, kind, value),
  constraint enrichment_facets_work_id_fkey FOREIGN KEY (work_id) REFERENCES enrichment_works(id) ON DELETE CASCADE
);

create table enrichment_items (
  item_id bigint not null,
  work_id bigint not null,
  constraint enrichment_items_pkey PRIMARY KEY (item_id),
  constraint enrichment_items_work_id_fkey FOREIGN KEY (work_id) REFERENCES enrichment_works(id) ON DELETE CASCADE
);

create table enrichment_people (
  user_id text not null,
  cursor text,
  constraint enrichment_people_pkey PRIMARY KEY (user_id),
  constraint enrichment_people_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table enrichment_spending (
  day date not null,
  items integer default 0 not null,
  tokens bigint default 0 not null,
  input_tokens bigint default 0 not null,
  output_tokens bigint default 0 not null,
  cost numeric default 0 not null,
  constraint enrichment_spending_pkey PRIMARY KEY (day)
);

create table enrichment_tasks (
  id bigint generated always as identity not null,
  user_id text not null,
  work_id bigint not null,
  enricher text not null,
  version integer not null,
  state text default 'pending'::text not null,
  reason text,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone,
  fence bigint,
  outcome text,
  confidence real,
  is_doubtful boolean default false not null,
  facts jsonb,
  detail jsonb,
  answered_version integer,
  answered_at timestamp with time zone,
  keep_until timestamp with time zone,
  variant text,
  constraint enrichment_tasks_pkey PRIMARY KEY (id),
  constraint enrichment_tasks_work_id_enricher_key UNIQUE (work_id, enricher),
  constraint enrichment_tasks_check CHECK (state <> 'failed'::text OR reason IS NOT NULL),
  constraint enrichment_tasks_check1 CHECK ((state = 'enriching'::text) = (fence IS NOT NULL)),
  constraint enrichment_tasks_outcome_check CHECK (outcome = ANY (ARRAY['found'::text, 'not_found'::text])),
  constraint enrichment_tasks_state_check CHECK (state = ANY (ARRAY['pending'::text, 'enriching'::text, 'done'::text, 'failed'::text, 'skipped'::text])),
  constraint enrichment_tasks_work_id_fkey FOREIGN KEY (work_id) REFERENCES enrichment_works(id) ON DELETE CASCADE
);

create table enrichment_works (
  id bigint generated always as identity not null,
  user_id text not null,
  key text not null,
  platform text not null,
  type text not null,
  title text not null,
  series_title text,
  season_title text,
  season_number integer,
  episode_title text,
  episode_number integer,
  creators jsonb,
  duration_seconds real,
  url text,
  corrections jsonb default '{}'::jsonb not null,
  corrected_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint enrichment_works_pkey PRIMARY KEY (id),
  constraint enrichment_works_user_id_key_key UNIQUE (user_id, key),
  constraint enrichment_works_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table event_imports (
  event_id bigint not null,
  import_id uuid not null,
  constraint event_imports_identity PRIMARY KEY (event_id, import_id),
  constraint event_imports_event_id_fkey FOREIGN KEY (event_id) REFERENCES events(id) ON DELETE CASCADE
);

create table events (
  id bigint generated always as identity not null,
  user_id text not null,
  source text not null,
  connection_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  job_id uuid not null,
  stream text not null,
  external_id text not null,
  type text not null,
  title text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  date date not null,
  "values" jsonb not null,
  raw json not null,
  updated_at timestamp with time zone default now() not null,
  change_number bigint default change_number() not null,
  constraint events_identity PRIMARY KEY (external_id, connection_id, user_id, source),
  constraint events_by_id UNIQUE (id)
);

create table export_leftovers (
  object_key text not null,
  storage uuid not null,
  next_at timestamp with time zone not null,
  until timestamp with time zone not null,
  constraint export_leftovers_pkey PRIMARY KEY (object_key)
);

create table export_schedules (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  contents text not null,
  format text not null,
  storage uuid not null,
  storage_name text not null,
  every text not null,
  begins_at timestamp with time zone not null,
  next_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint export_schedules_pkey PRIMARY KEY (id),
  constraint export_schedules_every_check CHECK (every = ANY (ARRAY['day'::text, 'week'::text, 'month'::text])),
  constraint export_schedules_format_check CHECK (format = ANY (ARRAY['jsonl'::text, 'csv'::text])),
  constraint export_schedules_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table health_checks (
  id bigint generated always as identity not null,
  subject_type text not null,
  subject_id text not null,
  at timestamp with time zone not null,
  observation text not null,
  status text not null,
  milliseconds integer not null,
  steps jsonb not null,
  constraint health_checks_pkey PRIMARY KEY (id),
  constraint health_checks_observation_check CHECK (observation = ANY (ARRAY['healthy'::text, 'degraded'::text, 'unhealthy'::text])),
  constraint health_checks_status_check CHECK (status = ANY (ARRAY['healthy'::text, 'degraded'::text, 'unhealthy'::text, 'unknown'::text])),
  constraint health_checks_subject_type_subject_id_fkey FOREIGN KEY (subject_type, subject_id) REFERENCES health_subjects(type, id) ON DELETE CASCADE
);

create table health_subjects (
  type text not null,
  id text not null,
  plugin text not null,
  name text not null,
  status text default 'unknown'::text not null,
  since timestamp with time zone not null,
  observation text,
  next_check_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  leased_by text,
  leased_until timestamp with time zone,
  constraint health_subjects_pkey PRIMARY KEY (type, id),
  constraint health_subjects_observation_check CHECK (observation = ANY (ARRAY['healthy'::text, 'degraded'::text, 'unhealthy'::text])),
  constraint health_subjects_status_check CHECK (status = ANY (ARRAY['healthy'::text, 'degraded'::text, 'unhealthy'::text, 'unknown'::text]))
);

create table idempotency_keys (
  user_id text not null,
  key_hash bytea not null,
  fingerprint text not null,
  answer bytea not null,
  created_at timestamp with time zone default now() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, key_hash),
  constraint idempotency_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table import_jobs (
  id uuid default gen_random_uuid() not null,
  seq bigint generated always as identity not null,
  user_id text not null,
  integration text not null,
  kind text not null,
  trigger text not null,
  status text default 'queued'::text not null,
  lane text not null,
  fence integer default 0 not null,
  stalled integer default 0 not null,
  pages_at_start integer default 0 not null,
  failures integer default 0 not null,
  fetched integer default 0 not null,
  inserted integer default 0 not null,
  updated integer default 0 not null,
  unchanged integer default 0 not null,
  rejected integer default 0 not null,
  skipped integer default 0 not null,
  pages integer default 0 not null,
  progress real,
  cursors jsonb default '{}'::jsonb not null,
  options jsonb default '{}'::jsonb not null,
  "window" jsonb,
  upload_id uuid,
  filename text,
  error_code text,
  error_message text,
  error_line integer,
  error_column integer,
  cancel_requested boolean default false not null,
  run_after timestamp with time zone default now() not null,
  created_at timestamp with time zone default now() not null,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  updated_at timestamp with time zone default now() not null,
  connection_id uuid,
  finished_streams text[] default '{}'::text[] not null,
  warnings text[] default '{}'::text[] not null,
  streams text[],
  claimed_at timestamp with time zone,
  change_number bigint default change_number() not null,
  undoable boolean default false not null,
  undo_begun_at timestamp with time zone,
  undone_at timestamp with time zone,
  undo_deleted integer default 0 not null,
  undo_kept integer default 0 not null,
  constraint import_jobs_pkey PRIMARY KEY (id),
  constraint import_jobs_seq_key UNIQUE (seq),
  constraint import_jobs_check CHECK (fetched = (inserted + updated + unchanged + rejected)),
  constraint import_jobs_kind_check CHECK (kind = ANY (ARRAY['import'::text, 'sync'::text, 'backfill'::text])),
  constraint import_jobs_status_check CHECK (status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'partial'::text, 'failed'::text, 'cancelled'::text])),
  constraint import_jobs_trigger_check CHECK (trigger = ANY (ARRAY['upload'::text, 'manual'::text, 'schedule'::text, 'connect'::text, 'command'::text, 'webhook'::text, 'demo'::text])),
  constraint import_jobs_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id) ON DELETE SET NULL,
  constraint import_jobs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table integration_sources (
  name text not null,
  display_name text not null,
  enabled boolean default true not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint integration_sources_pkey PRIMARY KEY (name)
);

create table job_turns (
  user_id text not null,
  used double precision not null,
  used_at timestamp with time zone default now() not null,
  constraint job_turns_pkey PRIMARY KEY (user_id),
  constraint job_turns_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table job_workers (
  id uuid not null,
  seen_at timestamp with time zone default now() not null,
  runs text[] default '{}'::text[] not null,
  unavailable jsonb default '{}'::jsonb not null,
  blocked_by text,
  constraint job_workers_pkey PRIMARY KEY (id)
);

create table kept_exports (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  contents text not null,
  format text not null,
  storage uuid not null,
  storage_name text not null,
  schedule_id uuid,
  status text default 'queued'::text not null,
  attempt integer default 0 not null,
  failures integer default 0 not null,
  error text,
  records bigint default 0 not null,
  expected_records bigint,
  bytes bigint default 0 not null,
  sha256 text,
  due_at timestamp with time zone,
  leased_by text,
  leased_until timestamp with time zone,
  created_at timestamp with time zone not null,
  made_at timestamp with time zone,
  constraint kept_exports_pkey PRIMARY KEY (id),
  constraint kept_exports_format_check CHECK (format = ANY (ARRAY['jsonl'::text, 'csv'::text])),
  constraint kept_exports_status_check CHECK (status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text])),
  constraint kept_exports_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES export_schedules(id) ON DELETE SET NULL,
  constraint kept_exports_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table known_devices (
  token_hash text not null,
  user_id text not null,
  browser boolean not null,
  attempts integer default 0 not null,
  created_at timestamp with time zone not null,
  constraint known_devices_pkey PRIMARY KEY (token_hash),
  constraint known_devices_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table manual_metrics (
  user_id text not null,
  metric text not null,
  label text not null,
  unit text,
  type text not null,
  constraint manual_metrics_pkey PRIMARY KEY (user_id, metric),
  constraint manual_metrics_type_check CHECK (type = ANY (ARRAY['number'::text, 'time'::text, 'text'::text, 'boolean'::text])),
  constraint manual_metrics_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table measurement_imports (
  external_id text not null,
  user_id text not null,
  source text not null,
  import_id uuid not null,
  constraint measurement_imports_identity PRIMARY KEY (external_id, user_id, source, import_id)
);

create table measurement_retention (
  only_row boolean default true not null,
  watcher text not null,
  until timestamp with time zone not null,
  constraint measurement_retention_pkey PRIMARY KEY (only_row),
  constraint measurement_retention_only_row_check CHECK (only_row)
);

create table measurement_summaries (
  id bigint generated always as identity not null,
  user_id text not null,
  source text not null,
  connection_id uuid not null,
  metric text not null,
  unit text not null,
  resolution text not null,
  starts_at timestamp with time zone not null,
  count bigint not null,
  sum double precision not null,
  minimum double precision not null,
  maximum double precision not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  updated_at timestamp with time zone default now() not null,
  constraint measurement_summaries_identity PRIMARY KEY (user_id, source, connection_id, metric, unit, resolution, starts_at),
  constraint measurement_summaries_count_check CHECK (count > 0),
  constraint measurement_summaries_resolution_check CHECK (resolution = ANY (ARRAY['minute'::text, 'hour'::text, 'day'::text]))
);

create table measurements (
  id bigint generated always as identity not null,
  user_id text not null,
  source text not null,
  external_id text not null,
  metric text not null,
  measured_at timestamp with time zone not null,
  value double precision not null,
  unit text not null,
  updated_at timestamp with time zone default now() not null,
  connection_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  change_number bigint default change_number() not null,
  constraint measurements_identity PRIMARY KEY (external_id, connection_id, user_id, source, measured_at)
) partition by RANGE (measured_at);

create table media_deliveries (
  user_id text not null,
  platform text not null,
  external_id text not null,
  match_key text not null,
  item_id bigint not null,
  source text not null,
  precedence smallint not null,
  provider_id text,
  occurred_at timestamp with time zone not null,
  tolerance_seconds real not null,
  started_at timestamp with time zone,
  device_started_at timestamp with time zone,
  constraint media_deliveries_identity PRIMARY KEY (external_id, match_key, user_id, platform, occurred_at)
);

create table media_import_items (
  id bigint generated always as identity not null,
  user_id text not null,
  platform text not null,
  import_id uuid not null,
  item_ids bigint[] not null,
  first_id bigint not null,
  last_id bigint not null,
  constraint media_import_items_pkey PRIMARY KEY (id)
);

create table media_items (
  id bigint generated always as identity not null,
  user_id text not null,
  platform text not null,
  external_id text not null,
  type text not null,
  title text not null,
  series_title text,
  season_title text,
  season_number integer,
  episode_title text,
  episode_number integer,
  creators jsonb,
  occurred_on date not null,
  occurred_at timestamp with time zone,
  sort_at timestamp with time zone not null,
  duration_seconds real,
  profile text,
  url text,
  raw json not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  identity uuid not null,
  delivered_by uuid[],
  title_ascii text,
  change_number bigint default change_number() not null,
  constraint media_items_pkey PRIMARY KEY (id),
  constraint media_items_by_identity UNIQUE (identity)
);

create table metric_coverage (
  user_id text not null,
  source text not null,
  stream text not null,
  date date not null,
  covered boolean not null,
  code text,
  message text,
  updated_at timestamp with time zone default now() not null,
  attempts integer default 0 not null,
  tried_at timestamp with time zone,
  connection_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  constraint metric_coverage_identity PRIMARY KEY (user_id, source, connection_id, stream, date),
  constraint metric_coverage_check CHECK (covered = (code IS NULL))
);

create table metric_origins (
  user_id text not null,
  origins text[] not null,
  constraint metric_origins_pkey PRIMARY KEY (user_id)
);

create table metric_preferences (
  user_id text not null,
  metric text not null,
  origins text[] not null,
  constraint metric_preferences_pkey PRIMARY KEY (user_id, metric)
);

create table metric_template_entries (
  template_id uuid not null,
  "position" integer not null,
  user_id text not null,
  kind text not null,
  metric text not null,
  label text not null,
  unit text,
  type text not null,
  constraint metric_template_entries_pkey PRIMARY KEY (template_id, "position"),
  constraint metric_template_entries_kind_check CHECK (kind = ANY (ARRAY['manual'::text, 'external'::text])),
  constraint metric_template_entries_type_check CHECK (type = ANY (ARRAY['number'::text, 'time'::text, 'text'::text, 'boolean'::text])),
  constraint metric_template_entries_template_id_fkey FOREIGN KEY (template_id) REFERENCES metric_templates(id) ON DELETE CASCADE,
  constraint metric_template_entries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table metric_templates (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  name text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint metric_templates_pkey PRIMARY KEY (id),
  constraint metric_templates_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table notification_channels (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  instance_id uuid not null,
  name text not null,
  recipient jsonb,
  confirmed_at timestamp with time zone,
  code_hash text,
  code_expires_at timestamp with time zone,
  code_tries integer default 0 not null,
  rules jsonb default '{}'::jsonb not null,
  least_severity text default 'warning'::text not null,
  daily_at text,
  paused_reason text,
  paused_detail text,
  paused_at timestamp with time zone,
  not_before timestamp with time zone,
  leased_by text,
  leased_until timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  kind text default 'notification'::text not null,
  constraint notification_channels_pkey PRIMARY KEY (id),
  constraint notification_channels_daily_at_check CHECK (daily_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'::text),
  constraint notification_channels_kind_check CHECK (kind = ANY (ARRAY['notification'::text, 'workflow'::text])),
  constraint notification_channels_least_severity_check CHECK (least_severity = ANY (ARRAY['info'::text, 'warning'::text, 'error'::text, 'never'::text])),
  constraint notification_channels_paused_reason_check CHECK (paused_reason = ANY (ARRAY['person'::text, 'bad_configuration'::text, 'permission_denied'::text, 'auth_expired'::text, 'action_required'::text, 'provider_gone'::text, 'service_closed'::text, 'service_removed'::text])),
  constraint notification_channels_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table notification_deliveries (
  seq bigint generated always as identity not null,
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  channel_id uuid not null,
  notification_id bigint not null,
  state text default 'waiting'::text not null,
  reason text,
  detail text,
  message_id uuid,
  attempts integer default 0 not null,
  failures integer default 0 not null,
  is_redelivery boolean default false not null,
  next_at timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint notification_deliveries_pkey PRIMARY KEY (seq),
  constraint notification_deliveries_channel_id_notification_id_key UNIQUE (channel_id, notification_id),
  constraint notification_deliveries_id_key UNIQUE (id),
  constraint notification_deliveries_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'dead'::text, 'dropped'::text])),
  constraint notification_deliveries_channel_id_fkey FOREIGN KEY (channel_id) REFERENCES notification_channels(id) ON DELETE CASCADE,
  constraint notification_deliveries_notification_id_fkey FOREIGN KEY (notification_id) REFERENCES notifications(id) ON DELETE CASCADE
);

create table notification_preferences (
  user_id text not null,
  quiet_hours jsonb,
  updated_at timestamp with time zone not null,
  constraint notification_preferences_pkey PRIMARY KEY (user_id),
  constraint notification_preferences_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table notification_sends (
  id bigint generated always as identity not null,
  user_id text not null,
  purpose text not null,
  recipient_hash text,
  at timestamp with time zone not null,
  constraint notification_sends_pkey PRIMARY KEY (id),
  constraint notification_sends_purpose_check CHECK (purpose = ANY (ARRAY['message'::text, 'test'::text, 'code'::text])),
  constraint notification_sends_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table notification_services (
  instance_id uuid not null,
  opened_at timestamp with time zone not null,
  constraint notification_services_pkey PRIMARY KEY (instance_id)
);

create table notifications (
  id bigint generated always as identity not null,
  user_id text not null,
  kind text not null,
  severity text not null,
  title text not null,
  message text not null,
  integration text,
  path text,
  key text not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  read_at timestamp with time zone,
  parameters jsonb default '{}'::jsonb not null,
  constraint notifications_pkey PRIMARY KEY (id),
  constraint notifications_severity_check CHECK (severity = ANY (ARRAY['info'::text, 'warning'::text, 'error'::text])),
  constraint notifications_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table oauth_flows (
  state_hash text not null,
  browser_hash text not null,
  user_id text not null,
  integration text not null,
  redirect_uri text not null,
  return_path text not null,
  created_at timestamp with time zone default now() not null,
  expires_at timestamp with time zone not null,
  asked_scopes text[] not null,
  poll_seconds integer,
  next_poll_at timestamp with time zone,
  settings jsonb default '{}'::jsonb not null,
  connection text,
  constraint oauth_flows_pkey PRIMARY KEY (state_hash),
  constraint oauth_flows_poll_seconds_check CHECK (poll_seconds > 0),
  constraint oauth_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table plugin_instances (
  id uuid not null,
  plugin text not null,
  kind text not null,
  name text not null,
  enabled boolean not null,
  configuration jsonb not null,
  secrets text[] not null,
  form_version integer not null,
  revision bigint default 1 not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  updated_by text,
  constraint plugin_instances_pkey PRIMARY KEY (id),
  constraint plugin_instances_name UNIQUE (plugin, kind, name),
  constraint plugin_instances_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id) ON DELETE SET NULL
);

create table plugin_load_results (
  process_id uuid not null,
  host text not null,
  name text not null,
  revision bigint not null,
  failure text,
  finished_at timestamp with time zone default now() not null,
  constraint plugin_load_results_pkey PRIMARY KEY (process_id, name)
);

create table plugin_loads (
  name text not null,
  wanted text not null,
  digest text,
  revision bigint default nextval('plugin_load_revisions'::regclass) not null,
  constraint plugin_loads_pkey PRIMARY KEY (name),
  constraint plugin_loads_wanted_check CHECK (wanted = ANY (ARRAY['loaded'::text, 'unloaded'::text]))
);

create table rate_budgets (
  key text not null,
  takes jsonb default '[]'::jsonb not null,
  blocked_until timestamp with time zone,
  updated_at timestamp with time zone default now() not null,
  constraint rate_budgets_pkey PRIMARY KEY (key)
);

create table rejected_records (
  id bigint generated always as identity not null,
  job_id uuid not null,
  stream text not null,
  "position" text,
  reason text not null,
  raw jsonb not null,
  created_at timestamp with time zone default now() not null,
  retriable boolean default false not null,
  constraint rejected_records_pkey PRIMARY KEY (id),
  constraint rejected_records_job_id_fkey FOREIGN KEY (job_id) REFERENCES import_jobs(id) ON DELETE CASCADE
);

create table revocations (
  id uuid default gen_random_uuid() not null,
  user_id text,
  integration text not null,
  attempts integer default 0 not null,
  next_at timestamp with time zone default now() not null,
  last_error text,
  created_at timestamp with time zone default now() not null,
  constraint revocations_pkey PRIMARY KEY (id),
  constraint revocations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table rule_firings (
  seq bigint generated always as identity not null,
  id uuid not null,
  user_id text not null,
  rule_id uuid not null,
  subject text not null,
  channel_id uuid not null,
  facts jsonb not null,
  fired_at timestamp with time zone not null,
  constraint rule_firings_pkey PRIMARY KEY (seq),
  constraint rule_firings_id_key UNIQUE (id),
  constraint rule_firings_rule_id_subject_key UNIQUE (rule_id, subject),
  constraint rule_firings_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id) ON DELETE CASCADE
);

create table rule_subjects (
  rule_id uuid not null,
  subject text not null,
  state text not null,
  due_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint rule_subjects_pkey PRIMARY KEY (rule_id, subject),
  constraint rule_subjects_state_check CHECK (state = ANY (ARRAY['fired'::text, 'before'::text, 'due'::text])),
  constraint rule_subjects_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rules(id) ON DELETE CASCADE
);

create table rules (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  condition jsonb not null,
  channel_id uuid not null,
  enabled boolean not null,
  cursor text not null,
  cursor_at timestamp with time zone not null,
  revision integer default 1 not null,
  since timestamp with time zone default now() not null,
  last_fired_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint rules_pkey PRIMARY KEY (id),
  constraint rules_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table search_people (
  instance_id text not null,
  user_id text not null,
  revision bigint not null,
  cursor text,
  is_filled boolean default false not null,
  sent bigint default 0 not null,
  due_since timestamp with time zone,
  wakes bigint default 0 not null,
  constraint search_people_pkey PRIMARY KEY (instance_id, user_id)
);

create table search_watch (
  only_row boolean default true not null,
  watcher text not null,
  until timestamp with time zone not null,
  looked_at timestamp with time zone,
  failing_since timestamp with time zone,
  failure text,
  constraint search_watch_pkey PRIMARY KEY (only_row),
  constraint search_watch_only_row_check CHECK (only_row)
);

create table secret_keys (
  id text not null,
  wrapped text not null,
  created_at timestamp with time zone default now() not null,
  constraint secret_keys_pkey PRIMARY KEY (id)
);

create table secrets (
  owner text not null,
  name text not null,
  user_id text,
  sealed text,
  key_id text generated always as (split_part(sealed, '.'::text, 2)) stored,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  vault_path text,
  constraint secrets_pkey PRIMARY KEY (owner, name),
  constraint secrets_vault_path_key UNIQUE (vault_path),
  constraint secrets_have_one_place CHECK ((sealed IS NULL) <> (vault_path IS NULL)),
  constraint secrets_key_id_fkey FOREIGN KEY (key_id) REFERENCES secret_keys(id),
  constraint secrets_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table secrets_instance (
  singleton boolean default true not null,
  canary text not null,
  active_key_id text not null,
  constraint secrets_instance_pkey PRIMARY KEY (singleton),
  constraint secrets_instance_singleton_check CHECK (singleton),
  constraint secrets_instance_active_key_id_fkey FOREIGN KEY (active_key_id) REFERENCES secret_keys(id)
);

create table sessions (
  id text not null,
  user_id text not null,
  token_hash text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_hash_key UNIQUE (token_hash),
  constraint sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table sign_in_flows (
  state_hash text not null,
  browser_hash text not null,
  instance_id uuid not null,
  kept bytea not null,
  return_path text not null,
  user_id text,
  session_id text,
  expires_at timestamp with time zone not null,
  constraint sign_in_flows_pkey PRIMARY KEY (state_hash),
  constraint sign_in_flows_check CHECK ((user_id IS NULL) = (session_id IS NULL)),
  constraint sign_in_flows_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE,
  constraint sign_in_flows_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table sign_in_identities (
  id uuid not null,
  user_id text not null,
  instance_id uuid not null,
  issuer text not null,
  subject text not null,
  name text,
  email text,
  created_at timestamp with time zone default now() not null,
  last_used_at timestamp with time zone,
  constraint sign_in_identities_pkey PRIMARY KEY (id),
  constraint sign_in_identities_key UNIQUE (instance_id, issuer, subject),
  constraint sign_in_identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table sync_cursors (
  user_id text not null,
  integration text not null,
  stream text not null,
  cursor jsonb not null,
  version integer default 1 not null,
  updated_at timestamp with time zone default now() not null,
  connection_id uuid default '00000000-0000-0000-0000-000000000000'::uuid not null,
  constraint sync_cursors_pkey PRIMARY KEY (user_id, integration, connection_id, stream),
  constraint sync_cursors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table system_config (
  key text not null,
  value jsonb not null,
  updated_at timestamp with time zone default now() not null,
  updated_by text,
  constraint system_config_pkey PRIMARY KEY (key),
  constraint system_config_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES users(id) ON DELETE SET NULL
);

create table upload_chunks (
  upload_id uuid not null,
  seq integer not null,
  data bytea not null,
  constraint upload_chunks_pkey PRIMARY KEY (upload_id, seq),
  constraint upload_chunks_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES uploads(id) ON DELETE CASCADE
);

create table upload_leftovers (
  upload_id uuid not null,
  storage_instance uuid not null,
  tried_at timestamp with time zone default now() not null,
  created_at timestamp with time zone default now() not null,
  constraint upload_leftovers_pkey PRIMARY KEY (upload_id)
);

create table uploads (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  filename text not null,
  content_type text not null,
  size bigint default 0 not null,
  complete boolean default false not null,
  created_at timestamp with time zone default now() not null,
  reserved bigint default 0 not null,
  leased_at timestamp with time zone default now() not null,
  storage_instance uuid,
  constraint uploads_pkey PRIMARY KEY (id),
  constraint uploads_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table user_integrations (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  integration text not null,
  status text not null,
  reason text,
  account_id text,
  account_name text,
  granted_scopes text[] default '{}'::text[] not null,
  streams jsonb default '{}'::jsonb not null,
  credentials_version integer default 0 not null,
  access_expires_at timestamp with time zone,
  refresh_lease uuid,
  refresh_lease_until timestamp with time zone,
  refreshed_at timestamp with time zone,
  failures integer default 0 not null,
  consented_at timestamp with time zone default now() not null,
  connected_at timestamp with time zone default now() not null,
  last_sync_at timestamp with time zone,
  next_sync_at timestamp with time zone,
  last_error_code text,
  last_error_message text,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  idle_tried_at timestamp with time zone,
  wait_until timestamp with time zone,
  settings jsonb default '{}'::jsonb not null,
  label text,
  change_number bigint default change_number() not null,
  simulated boolean default false not null,
  reason_code text,
  constraint user_integrations_pkey PRIMARY KEY (id),
  constraint user_integrations_status_check CHECK (status = ANY (ARRAY['connected'::text, 'needs_reauth'::text, 'needs_permission'::text, 'needs_action'::text, 'paused'::text, 'disconnected'::text])),
  constraint user_integrations_integration_fkey FOREIGN KEY (integration) REFERENCES integration_sources(name),
  constraint user_integrations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table users (
  id text not null,
  email text not null,
  name text not null,
  role text default 'user'::text not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  language text,
  locale text,
  time_zone text,
  theme text default 'system'::text not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_email_key UNIQUE (email),
  constraint users_email_check CHECK (email = lower(email)),
  constraint users_language_check CHECK (language = ANY (ARRAY['en'::text, 'de'::text])),
  constraint users_role_check CHECK (role = ANY (ARRAY['admin'::text, 'user'::text])),
  constraint users_theme_check CHECK (theme = ANY (ARRAY['system'::text, 'light'::text, 'dark'::text]))
);

create table vault_folders (
  place text not null,
  folder text default (gen_random_uuid())::text not null,
  constraint vault_folders_pkey PRIMARY KEY (place),
  constraint vault_folders_folder_key UNIQUE (folder)
);

create table vault_leftovers (
  path text not null,
  claimed_until timestamp with time zone,
  constraint vault_leftovers_pkey PRIMARY KEY (path)
);

create table webhook_attempts (
  id bigint generated always as identity not null,
  delivery_seq bigint not null,
  at timestamp with time zone not null,
  status_code integer,
  duration_ms integer not null,
  error text,
  answer text,
  constraint webhook_attempts_pkey PRIMARY KEY (id),
  constraint webhook_attempts_delivery_seq_fkey FOREIGN KEY (delivery_seq) REFERENCES webhook_deliveries(seq) ON DELETE CASCADE
);

create table webhook_deliveries (
  seq bigint generated always as identity not null,
  id uuid not null,
  endpoint_id uuid not null,
  user_id text not null,
  type text not null,
  payload text not null,
  change_count integer not null,
  status text default 'pending'::text not null,
  failures integer default 0 not null,
  is_redelivery boolean default false not null,
  next_attempt_at timestamp with time zone,
  created_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint webhook_deliveries_pkey PRIMARY KEY (seq),
  constraint webhook_deliveries_id_key UNIQUE (id),
  constraint webhook_deliveries_status_check CHECK (status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])),
  constraint webhook_deliveries_endpoint_id_fkey FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE
);

create table webhook_endpoints (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  url text not null,
  description text not null,
  types text[],
  enabled boolean default true not null,
  disabled_reason text,
  cursor text,
  cursor_types text[] not null,
  cursor_at timestamp with time zone not null,
  previous_secret_until timestamp with time zone,
  failing_since timestamp with time zone,
  due_at timestamp with time zone,
  wakes bigint default 0 not null,
  leased_by text,
  leased_until timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint webhook_endpoints_pkey PRIMARY KEY (id),
  constraint webhook_endpoints_disabled_reason_check CHECK (disabled_reason = ANY (ARRAY['gone'::text, 'failing'::text])),
  constraint webhook_endpoints_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table webhook_watch (
  only_row boolean default true not null,
  watcher text not null,
  until timestamp with time zone not null,
  constraint webhook_watch_pkey PRIMARY KEY (only_row),
  constraint webhook_watch_only_row_check CHECK (only_row)
);

CREATE INDEX analytics_subscriptions_by_instance ON public.analytics_subscriptions USING btree (instance);

CREATE INDEX analytics_subscriptions_due ON public.analytics_subscriptions USING btree (due_at) WHERE (enabled AND (due_at IS NOT NULL));

CREATE INDEX api_keys_by_user ON public.api_keys USING btree (user_id, created_at);

CREATE INDEX audit_entries_by_actor ON public.audit_entries USING btree (actor_id, id DESC);

CREATE INDEX audit_entries_by_subject ON public.audit_entries USING btree (subject_type, subject_id, id DESC);

CREATE INDEX audit_entries_by_time ON public.audit_entries USING btree (at);

CREATE INDEX daily_metric_values_by_change ON public.daily_metric_values USING btree (user_id, change_number, date);

CREATE INDEX daily_metric_values_by_update ON public.daily_metric_values USING brin (updated_at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX daily_metric_values_series ON public.daily_metric_values USING btree (user_id, metric, date) INCLUDE (source, connection_id, number_value, time_value, boolean_value);

CREATE INDEX daily_value_imports_by_import ON public.daily_value_imports USING btree (import_id, metric, date);

CREATE INDEX deleted_records_by_time ON public.deleted_records USING btree (deleted_at);

CREATE INDEX deleted_records_by_user ON public.deleted_records USING btree (user_id, change_number, type, id);

CREATE INDEX enrichment_facets_by_value ON public.enrichment_facets USING btree (user_id, kind, value, work_id) INCLUDE (label);

CREATE INDEX enrichment_items_by_work ON public.enrichment_items USING btree (work_id, item_id);

CREATE INDEX enrichment_tasks_by_user ON public.enrichment_tasks USING btree (user_id, enricher, state);

CREATE INDEX enrichment_tasks_enriching ON public.enrichment_tasks USING btree (enricher) WHERE (state = 'enriching'::text);

CREATE INDEX enrichment_tasks_kept ON public.enrichment_tasks USING btree (keep_until) WHERE (keep_until IS NOT NULL);

CREATE INDEX enrichment_tasks_pending ON public.enrichment_tasks USING btree (enricher, user_id, id) WHERE (state = 'pending'::text);

CREATE INDEX enrichment_works_by_kind ON public.enrichment_works USING btree (platform, type);

CREATE INDEX enrichment_works_by_user ON public.enrichment_works USING btree (user_id, id);

CREATE INDEX event_imports_by_import ON public.event_imports USING btree (import_id, event_id);

CREATE INDEX events_by_change ON public.events USING btree (user_id, change_number, id);

CREATE INDEX events_by_time ON public.events USING btree (user_id, started_at DESC, id DESC);

CREATE INDEX events_by_type ON public.events USING btree (user_id, source, type, started_at DESC, id DESC);

CREATE INDEX events_by_update ON public.events USING brin (updated_at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX export_leftovers_due ON public.export_leftovers USING btree (next_at);

CREATE INDEX export_schedules_by_user ON public.export_schedules USING btree (user_id, created_at, id);

CREATE INDEX export_schedules_due ON public.export_schedules USING btree (next_at);

CREATE INDEX health_checks_by_subject ON public.health_checks USING btree (subject_type, subject_id, id);

CREATE INDEX health_checks_by_time ON public.health_checks USING btree (at);

CREATE INDEX health_checks_failed ON public.health_checks USING btree (subject_type, subject_id, id) WHERE (observation <> 'healthy'::text);

CREATE INDEX health_subjects_due ON public.health_subjects USING btree (next_check_at);

CREATE INDEX idempotency_keys_by_age ON public.idempotency_keys USING btree (created_at);

CREATE INDEX import_jobs_by_change ON public.import_jobs USING btree (user_id, change_number, id);

CREATE INDEX import_jobs_by_connection ON public.import_jobs USING btree (connection_id, seq DESC) WHERE (connection_id IS NOT NULL);

CREATE INDEX import_jobs_by_end ON public.import_jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX import_jobs_by_upload ON public.import_jobs USING btree (upload_id) WHERE (upload_id IS NOT NULL);

CREATE INDEX import_jobs_by_user ON public.import_jobs USING btree (user_id, seq DESC);

CREATE UNIQUE INDEX import_jobs_one_running ON public.import_jobs USING btree (lane) WHERE (status = 'running'::text);

CREATE INDEX import_jobs_open ON public.import_jobs USING btree (updated_at) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE INDEX import_jobs_waiting ON public.import_jobs USING btree (lane, seq) WHERE (status = 'queued'::text);

CREATE INDEX kept_exports_by_schedule ON public.kept_exports USING btree (schedule_id);

CREATE INDEX kept_exports_by_user ON public.kept_exports USING btree (user_id, created_at, id);

CREATE INDEX kept_exports_due ON public.kept_exports USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX known_devices_by_user ON public.known_devices USING btree (user_id, created_at);

CREATE INDEX measurement_imports_by_import ON public.measurement_imports USING btree (import_id, external_id);

CREATE INDEX measurement_summaries_by_metric ON public.measurement_summaries USING btree (user_id, metric, starts_at DESC, id DESC);

CREATE INDEX measurement_summaries_by_time ON public.measurement_summaries USING btree (user_id, starts_at DESC, id DESC);

CREATE INDEX measurements_by_change ON ONLY public.measurements USING btree (user_id, change_number, id);

CREATE INDEX measurements_by_metric ON ONLY public.measurements USING btree (user_id, metric, measured_at DESC, id DESC);

CREATE INDEX measurements_by_time ON ONLY public.measurements USING btree (user_id, measured_at DESC, id DESC);

CREATE INDEX measurements_by_update ON ONLY public.measurements USING brin (updated_at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX media_deliveries_by_item ON public.media_deliveries USING btree (item_id);

CREATE INDEX media_deliveries_by_key ON public.media_deliveries USING btree (match_key, user_id, platform, occurred_at);

CREATE INDEX media_import_items_by_import ON public.media_import_items USING btree (import_id, first_id);

CREATE INDEX media_import_items_by_items ON public.media_import_items USING btree (user_id, platform, first_id);

CREATE INDEX media_items_by_change ON public.media_items USING btree (user_id, change_number, id);

CREATE INDEX media_items_by_title ON public.media_items USING gin (user_id, COALESCE(title_ascii, lower((title COLLATE "C"))) gin_trgm_ops) WITH (gin_pending_list_limit='32768');

CREATE INDEX media_items_by_update ON public.media_items USING brin (updated_at) WITH (pages_per_range='16', autosummarize='on');

CREATE INDEX media_items_list ON public.media_items USING btree (user_id, sort_at DESC, id DESC) INCLUDE (occurred_at, occurred_on, platform, type);

CREATE INDEX metric_template_entries_by_metric ON public.metric_template_entries USING btree (user_id, metric);

CREATE INDEX metric_templates_by_user ON public.metric_templates USING btree (user_id, created_at, id);

CREATE INDEX notification_channels_by_user ON public.notification_channels USING btree (user_id, created_at, id);

CREATE INDEX notification_deliveries_by_channel ON public.notification_deliveries USING btree (channel_id, seq);

CREATE INDEX notification_deliveries_by_notification ON public.notification_deliveries USING btree (notification_id);

CREATE INDEX notification_deliveries_by_time ON public.notification_deliveries USING btree (created_at);

CREATE INDEX notification_deliveries_by_user ON public.notification_deliveries USING btree (user_id, seq);

CREATE INDEX notification_deliveries_due ON public.notification_deliveries USING btree (next_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));

CREATE INDEX notification_sends_by_recipient ON public.notification_sends USING btree (recipient_hash, at) WHERE (recipient_hash IS NOT NULL);

CREATE INDEX notification_sends_by_time ON public.notification_sends USING btree (at);

CREATE INDEX notification_sends_by_user ON public.notification_sends USING btree (user_id, purpose, at);

CREATE INDEX notifications_by_user ON public.notifications USING btree (user_id, id DESC);

CREATE UNIQUE INDEX notifications_unread ON public.notifications USING btree (user_id, key) WHERE (read_at IS NULL);

CREATE INDEX oauth_flows_by_user ON public.oauth_flows USING btree (user_id);

CREATE INDEX oauth_flows_expired ON public.oauth_flows USING btree (expires_at);

CREATE INDEX plugin_instances_by_kind ON public.plugin_instances USING btree (kind, name);

CREATE INDEX plugin_instances_by_time ON public.plugin_instances USING btree (created_at, id);

CREATE INDEX rejected_records_by_job ON public.rejected_records USING btree (job_id, id);

CREATE INDEX rejected_records_by_raw ON public.rejected_records USING hash (raw);

CREATE INDEX revocations_due ON public.revocations USING btree (next_at);

CREATE INDEX rule_firings_by_time ON public.rule_firings USING btree (fired_at);

CREATE INDEX rule_firings_by_user ON public.rule_firings USING btree (user_id, seq);

CREATE INDEX rule_subjects_by_time ON public.rule_subjects USING btree (created_at);

CREATE INDEX rule_subjects_due ON public.rule_subjects USING btree (due_at) WHERE (state = 'due'::text);

CREATE INDEX rules_by_user ON public.rules USING btree (user_id, created_at, id);

CREATE INDEX search_people_due ON public.search_people USING btree (instance_id, due_since) WHERE (due_since IS NOT NULL);

CREATE INDEX secrets_by_key ON public.secrets USING btree (key_id, owner, name);

CREATE INDEX secrets_by_user ON public.secrets USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE INDEX sessions_by_expiry ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_by_user ON public.sessions USING btree (user_id);

CREATE INDEX sign_in_flows_by_expiry ON public.sign_in_flows USING btree (expires_at);

CREATE INDEX sign_in_flows_by_session ON public.sign_in_flows USING btree (session_id);

CREATE INDEX sign_in_flows_by_user ON public.sign_in_flows USING btree (user_id);

CREATE INDEX sign_in_identities_by_user ON public.sign_in_identities USING btree (user_id, created_at);

CREATE INDEX uploads_user_id ON public.uploads USING btree (user_id);

CREATE UNIQUE INDEX user_integrations_by_account ON public.user_integrations USING btree (user_id, integration, account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX user_integrations_by_change ON public.user_integrations USING btree (user_id, change_number, id);

CREATE INDEX user_integrations_by_provider_account ON public.user_integrations USING btree (integration, account_id) WHERE (account_id IS NOT NULL);

CREATE INDEX user_integrations_by_user ON public.user_integrations USING btree (user_id, integration);

CREATE INDEX user_integrations_due ON public.user_integrations USING btree (next_sync_at) WHERE (status = ANY (ARRAY['connected'::text, 'needs_permission'::text, 'needs_action'::text]));

CREATE INDEX webhook_attempts_by_delivery ON public.webhook_attempts USING btree (delivery_seq, id);

CREATE INDEX webhook_deliveries_by_endpoint ON public.webhook_deliveries USING btree (endpoint_id, seq);

CREATE INDEX webhook_deliveries_by_time ON public.webhook_deliveries USING btree (created_at);

CREATE INDEX webhook_deliveries_by_user ON public.webhook_deliveries USING btree (user_id, seq);

CREATE INDEX webhook_deliveries_pending ON public.webhook_deliveries USING btree (endpoint_id, seq) WHERE (status = 'pending'::text);

CREATE INDEX webhook_endpoints_by_user ON public.webhook_endpoints USING btree (user_id, created_at, id);

CREATE INDEX webhook_endpoints_due ON public.webhook_endpoints USING btree (due_at) WHERE (enabled AND (due_at IS NOT NULL));

create view daily_metrics as
 SELECT user_id,
    date,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'steps'::text AND number_value IS NOT NULL))[1] AS steps,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'sleepLength'::text AND number_value IS NOT NULL))[1] AS sleep_length,
    (array_agg(time_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'bedTime'::text AND time_value IS NOT NULL))[1] AS bed_time,
    (array_agg(time_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'wakeUpTime'::text AND time_value IS NOT NULL))[1] AS wake_up_time,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'restingHeartRate'::text AND number_value IS NOT NULL))[1] AS resting_heart_rate,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'activeZoneMinutes'::text AND number_value IS NOT NULL))[1] AS active_zone_minutes,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'heartRateVariability'::text AND number_value IS NOT NULL))[1] AS heart_rate_variability,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'vo2Max'::text AND number_value IS NOT NULL))[1] AS vo2_max,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'oxygenSaturation'::text AND number_value IS NOT NULL))[1] AS oxygen_saturation,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'breathingRate'::text AND number_value IS NOT NULL))[1] AS breathing_rate,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'distance'::text AND number_value IS NOT NULL))[1] AS distance,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'calories'::text AND number_value IS NOT NULL))[1] AS calories,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'weight'::text AND number_value IS NOT NULL))[1] AS weight,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'cardioLoad'::text AND number_value IS NOT NULL))[1] AS cardio_load,
    (array_agg(number_value ORDER BY (source <> 'manual'::text), (metric COLLATE "C"), rank, (source COLLATE "C"), connection_id) FILTER (WHERE field = 'fitbitReadiness'::text AND number_value IS NOT NULL))[1] AS fitbit_readiness
   FROM ( SELECT value_1.user_id,
            value_1.date,
            value_1.metric,
            value_1.source,
            value_1.number_value,
            value_1.time_value,
            value_1.text_value,
            value_1.boolean_value,
            value_1.unit,
            value_1.updated_at,
            value_1.connection_id,
            value_1.job_id,
            split_part(value_1.metric, '.'::text, 2) AS field,
            COALESCE(array_position(own.origins,
                CASE
                    WHEN value_1.connection_id = '00000000-0000-0000-0000-000000000000'::uuid THEN value_1.source
                    ELSE value_1.connection_id::text
                END), 1000 + array_position(general.origins,
                CASE
                    WHEN value_1.connection_id = '00000000-0000-0000-0000-000000000000'::uuid THEN value_1.source
                    ELSE value_1.connection_id::text
                END),
                CASE
                    WHEN value_1.source = 'manual'::text THEN 2000
                    ELSE NULL::integer
                END, 2000 + array_position(seen.origins,
                CASE
                    WHEN value_1.connection_id = '00000000-0000-0000-0000-000000000000'::uuid THEN value_1.source
                    ELSE value_1.connection_id::text
                END), 4000) AS rank
           FROM daily_metric_values value_1
             LEFT JOIN metric_preferences own ON own.user_id = value_1.user_id AND own.metric = value_1.metric
             LEFT JOIN metric_preferences general ON general.user_id = value_1.user_id AND general.metric = ''::text
             LEFT JOIN metric_origins seen ON seen.user_id = value_1.user_id) value
  WHERE field = ANY (ARRAY['steps'::text, 'sleepLength'::text, 'bedTime'::text, 'wakeUpTime'::text, 'restingHeartRate'::text, 'activeZoneMinutes'::text, 'heartRateVariability'::text, 'vo2Max'::text, 'oxygenSaturation'::text, 'breathingRate'::text, 'distance'::text, 'calories'::text, 'weight'::text, 'cardioLoad'::text, 'fitbitReadiness'::text])
  GROUP BY user_id, date;

CREATE OR REPLACE FUNCTION public.change_number()
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$select pg_current_xact_id()::text::bigint + 0$function$;

CREATE OR REPLACE FUNCTION public.keep_export_leftover()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into export_leftovers (object_key, storage, next_at, until)
        values ('exports/' || old.id || '-' || old.attempt || '.' || old.format, old.storage, now(),
          case when old.leased_until is null then now() else now() + interval '13 hours' end)
        on conflict do nothing;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.keep_upload_leftover()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        insert into upload_leftovers (upload_id, storage_instance) values (old.id, old.storage_instance)
        on conflict do nothing;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.keep_vault_leftover()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.vault_leftovers (path) values (old.vault_path) on conflict do nothing;
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.log_position(OUT timeline text, OUT bytes bigint)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
begin
  if current_setting('synchronous_commit') = 'off' then
    bytes := pg_current_wal_insert_lsn() - '0/0';
  else
    bytes := pg_current_wal_flush_lsn() - '0/0';
  end if;
  timeline := left(pg_walfile_name(pg_current_wal_lsn()), 8);
exception when others then
  bytes := 0;
  timeline := null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_daily_metric_values()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'value', to_char(date, 'YYYY-MM-DD') || '/' || source || '/' || connection_id || '/' || metric from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_events()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'event', id::text from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_import_jobs()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'job', id::text from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_measurements()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'measurement', id::text from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_media_items()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'item', id::text from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.record_deletions_of_user_integrations()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into public.deleted_records (user_id, type, id)
  select user_id, 'connection', id::text from gone
  where user_id is distinct from current_setting('tributary.erased_user', true);
  return null;
end$function$;

CREATE OR REPLACE FUNCTION public.set_change_number()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.change_number := public.change_number();
  return new;
end$function$;

CREATE TRIGGER daily_metric_values_changed BEFORE UPDATE ON daily_metric_values FOR EACH ROW WHEN (old.number_value IS DISTINCT FROM new.number_value OR old.time_value IS DISTINCT FROM new.time_value OR old.text_value IS DISTINCT FROM new.text_value OR old.boolean_value IS DISTINCT FROM new.boolean_value OR old.unit IS DISTINCT FROM new.unit OR old.updated_at IS DISTINCT FROM new.updated_at) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER daily_metric_values_deleted AFTER DELETE ON daily_metric_values REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_daily_metric_values();

CREATE TRIGGER events_changed BEFORE UPDATE ON events FOR EACH ROW WHEN (old.stream IS DISTINCT FROM new.stream OR old.type IS DISTINCT FROM new.type OR old.title IS DISTINCT FROM new.title OR old.started_at IS DISTINCT FROM new.started_at OR old.ended_at IS DISTINCT FROM new.ended_at OR old.date IS DISTINCT FROM new.date OR old."values" IS DISTINCT FROM new."values" OR old.updated_at IS DISTINCT FROM new.updated_at) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER events_deleted AFTER DELETE ON events REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_events();

CREATE TRIGGER import_jobs_changed BEFORE UPDATE ON import_jobs FOR EACH ROW WHEN (old.connection_id IS DISTINCT FROM new.connection_id OR old.status IS DISTINCT FROM new.status OR old.fetched IS DISTINCT FROM new.fetched OR old.inserted IS DISTINCT FROM new.inserted OR old.updated IS DISTINCT FROM new.updated OR old.unchanged IS DISTINCT FROM new.unchanged OR old.rejected IS DISTINCT FROM new.rejected OR old.skipped IS DISTINCT FROM new.skipped OR old.pages IS DISTINCT FROM new.pages OR old.progress IS DISTINCT FROM new.progress OR old.fence IS DISTINCT FROM new.fence OR old.filename IS DISTINCT FROM new.filename OR old."window" IS DISTINCT FROM new."window" OR old.run_after IS DISTINCT FROM new.run_after OR old.error_code IS DISTINCT FROM new.error_code OR old.error_message IS DISTINCT FROM new.error_message OR old.error_line IS DISTINCT FROM new.error_line OR old.error_column IS DISTINCT FROM new.error_column OR old.warnings IS DISTINCT FROM new.warnings OR old.started_at IS DISTINCT FROM new.started_at OR old.finished_at IS DISTINCT FROM new.finished_at OR old.upload_id IS DISTINCT FROM new.upload_id) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER import_jobs_deleted AFTER DELETE ON import_jobs REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_import_jobs();

CREATE TRIGGER kept_exports_keep_leftover AFTER DELETE ON kept_exports FOR EACH ROW WHEN (old.attempt > 0) EXECUTE FUNCTION keep_export_leftover();

CREATE TRIGGER measurements_changed BEFORE UPDATE ON measurements FOR EACH ROW WHEN (old.metric IS DISTINCT FROM new.metric OR old.measured_at IS DISTINCT FROM new.measured_at OR old.value IS DISTINCT FROM new.value OR old.unit IS DISTINCT FROM new.unit OR old.updated_at IS DISTINCT FROM new.updated_at) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER measurements_deleted AFTER DELETE ON measurements REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_measurements();

CREATE TRIGGER media_items_changed BEFORE UPDATE ON media_items FOR EACH ROW WHEN (old.external_id IS DISTINCT FROM new.external_id OR old.type IS DISTINCT FROM new.type OR old.title IS DISTINCT FROM new.title OR old.series_title IS DISTINCT FROM new.series_title OR old.season_title IS DISTINCT FROM new.season_title OR old.season_number IS DISTINCT FROM new.season_number OR old.episode_title IS DISTINCT FROM new.episode_title OR old.episode_number IS DISTINCT FROM new.episode_number OR old.creators IS DISTINCT FROM new.creators OR old.occurred_on IS DISTINCT FROM new.occurred_on OR old.occurred_at IS DISTINCT FROM new.occurred_at OR old.duration_seconds IS DISTINCT FROM new.duration_seconds OR old.profile IS DISTINCT FROM new.profile OR old.url IS DISTINCT FROM new.url OR old.updated_at IS DISTINCT FROM new.updated_at) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER media_items_deleted AFTER DELETE ON media_items REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_media_items();

CREATE TRIGGER secrets_deleted AFTER DELETE ON secrets FOR EACH ROW WHEN (old.vault_path IS NOT NULL) EXECUTE FUNCTION keep_vault_leftover();

CREATE TRIGGER secrets_replaced AFTER UPDATE OF vault_path ON secrets FOR EACH ROW WHEN (old.vault_path IS NOT NULL AND old.vault_path IS DISTINCT FROM new.vault_path) EXECUTE FUNCTION keep_vault_leftover();

CREATE TRIGGER uploads_keep_leftover AFTER DELETE ON uploads FOR EACH ROW WHEN (old.storage_instance IS NOT NULL) EXECUTE FUNCTION keep_upload_leftover();

CREATE TRIGGER user_integrations_changed BEFORE UPDATE ON user_integrations FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status OR old.reason IS DISTINCT FROM new.reason OR old.account_name IS DISTINCT FROM new.account_name OR old.label IS DISTINCT FROM new.label OR old.granted_scopes IS DISTINCT FROM new.granted_scopes OR old.settings IS DISTINCT FROM new.settings OR old.streams IS DISTINCT FROM new.streams OR old.connected_at IS DISTINCT FROM new.connected_at OR old.last_sync_at IS DISTINCT FROM new.last_sync_at OR old.next_sync_at IS DISTINCT FROM new.next_sync_at OR old.last_error_code IS DISTINCT FROM new.last_error_code OR old.last_error_message IS DISTINCT FROM new.last_error_message OR old.reason_code IS DISTINCT FROM new.reason_code) EXECUTE FUNCTION set_change_number();

CREATE TRIGGER user_integrations_deleted AFTER DELETE ON user_integrations REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION record_deletions_of_user_integrations();
