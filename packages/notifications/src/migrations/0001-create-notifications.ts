import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

export const createNotifications: Migration = {
  async up(db) {
    await sql`
      create table notifications (
        id bigint generated always as identity primary key,
        user_id text not null references users (id) on delete cascade,
        kind text not null,
        severity text not null check (severity in ('info', 'warning', 'error')),
        title text not null,
        message text not null,
        integration text,
        path text,
        -- The subject, set by the notifying plugin; the same one is not repeated while it is unread.
        key text not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        read_at timestamptz
      )`.execute(db)
    await sql`create index notifications_by_user on notifications (user_id, id desc)`.execute(db)
    await sql`
      create unique index notifications_unread on notifications (user_id, key) where read_at is null`.execute(
      db,
    )
  },
}
