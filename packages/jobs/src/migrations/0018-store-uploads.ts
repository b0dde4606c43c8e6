import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/**
 * Uploaded files in a storage instance. A trigger, since files are deleted by several statements and with their person: whichever it is, the
 * object is deleted afterwards, outside of the transaction.
 */
export const storeUploads: Migration = {
  async up(db) {
    await sql`alter table uploads add column storage_instance uuid`.execute(db)
    await sql`
      create table upload_leftovers (
        upload_id uuid primary key,
        storage_instance uuid not null,
        tried_at timestamptz not null default now(),
        created_at timestamptz not null default now()
      )`.execute(db)
    await sql`
      create function keep_upload_leftover() returns trigger language plpgsql as $$
      begin
        insert into upload_leftovers (upload_id, storage_instance) values (old.id, old.storage_instance)
        on conflict do nothing;
        return null;
      end $$`.execute(db)
    await sql`
      create trigger uploads_keep_leftover after delete on uploads
      for each row when (old.storage_instance is not null) execute function keep_upload_leftover()`.execute(
      db,
    )
  },
}
