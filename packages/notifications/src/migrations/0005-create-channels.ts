import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createChannels: Migration = {
  async up(db) {
    await sql`
      create table notification_services (
        -- Of plugin_instances, which another plugin owns.
        instance_id uuid primary key,
        opened_at timestamptz not null
      )`.execute(db)
    await sql`
      create table notification_channels (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references users (id) on delete cascade,
        instance_id uuid not null,
        name text not null,
        -- Null: to where the instance leads.
        recipient jsonb,
        -- Null: nothing but a code is sent.
        confirmed_at timestamptz,
        code_hash text,
        code_expires_at timestamptz,
        code_tries integer not null default 0,
        -- The least severity that is sent, by kind of notification; for other kinds least_severity.
        rules jsonb not null default '{}',
        least_severity text not null default 'warning'
          check (least_severity in ('info', 'warning', 'error', 'never')),
        -- Null: at once.
        daily_at text check (daily_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
        -- Null: not paused.
        paused_reason text check (paused_reason in (
          'person', 'bad_configuration', 'permission_denied', 'auth_expired', 'action_required', 'provider_gone',
          'service_closed', 'service_removed'
        )),
        paused_detail text,
        paused_at timestamptz,
        -- A limit of the service or of the person: nothing is sent before.
        not_before timestamptz,
        leased_by text,
        leased_until timestamptz,
        created_at timestamptz not null,
        updated_at timestamptz not null
      )`.execute(db)
    await sql`create index notification_channels_by_user on notification_channels (user_id, created_at, id)`.execute(
      db,
    )
    await sql`
      create table notification_deliveries (
        seq bigint generated always as identity primary key,
        id uuid not null unique default gen_random_uuid(),
        user_id text not null,
        channel_id uuid not null references notification_channels (id) on delete cascade,
        notification_id bigint not null references notifications (id) on delete cascade,
        state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dead', 'dropped')),
        -- Why it waits, failed or was dropped.
        reason text,
        detail text,
        -- Of the message that it is sent in, for each attempt; deliveries of one digest have the same.
        message_id uuid,
        attempts integer not null default 0,
        failures integer not null default 0,
        is_redelivery boolean not null default false,
        next_at timestamptz,
        created_at timestamptz not null,
        finished_at timestamptz,
        -- A notification that is updated is not delivered again.
        unique (channel_id, notification_id)
      )`.execute(db)
    await sql`
      create index notification_deliveries_due on notification_deliveries (next_at)
      where state in ('waiting', 'sending')`.execute(db)
    await sql`create index notification_deliveries_by_user on notification_deliveries (user_id, seq)`.execute(
      db,
    )
    await sql`
      create index notification_deliveries_by_channel on notification_deliveries (channel_id, seq)`.execute(
      db,
    )
    await sql`
      create index notification_deliveries_by_notification on notification_deliveries (notification_id)`.execute(
      db,
    )
    await sql`create index notification_deliveries_by_time on notification_deliveries (created_at)`.execute(
      db,
    )
    await sql`
      create table notification_sends (
        id bigint generated always as identity primary key,
        user_id text not null references users (id) on delete cascade,
        purpose text not null check (purpose in ('message', 'test', 'code')),
        -- Of codes: so that several people together do not flood one address.
        recipient_hash text,
        at timestamptz not null
      )`.execute(db)
    await sql`create index notification_sends_by_user on notification_sends (user_id, purpose, at)`.execute(
      db,
    )
    await sql`
      create index notification_sends_by_recipient on notification_sends (recipient_hash, at)
      where recipient_hash is not null`.execute(db)
    await sql`create index notification_sends_by_time on notification_sends (at)`.execute(db)
    await sql`
      create table notification_preferences (
        user_id text primary key references users (id) on delete cascade,
        -- Null: no quiet hours.
        quiet_hours jsonb,
        updated_at timestamptz not null
      )`.execute(db)
  },
}
