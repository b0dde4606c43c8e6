import type { Migration } from '@tributary/database'
import { sql } from 'kysely'

/** Triggers keep the paths that rows no longer refer to, also when a user is deleted with all secrets. */
export const referToVault: Migration = {
  async up(db) {
    await sql`
      alter table secrets
        alter column sealed drop not null,
        alter column key_id drop not null,
        add column vault_path text unique,
        add constraint secrets_have_one_place check ((sealed is null) <> (vault_path is null))`.execute(db)
    await sql`create table vault_leftovers (path text primary key, claimed_until timestamptz)`.execute(db)
    await sql`
      create function keep_vault_leftover() returns trigger language plpgsql as ${sql.lit(`
begin
  insert into public.vault_leftovers (path) values (old.vault_path) on conflict do nothing;
  return null;
end`)}`.execute(db)
    await sql`
      create trigger secrets_deleted after delete on secrets
      for each row when (old.vault_path is not null) execute function keep_vault_leftover()`.execute(db)
    await sql`
      create trigger secrets_replaced after update of vault_path on secrets
      for each row when (old.vault_path is not null and old.vault_path is distinct from new.vault_path)
      execute function keep_vault_leftover()`.execute(db)
  },
}
