import { type Kysely, sql } from 'kysely'

/** The watch of a plugin: a table with one row, with the columns `only_row`, `watcher` and `until`. */
export interface Watch {
  readonly table: string
  /** The process. */
  readonly watcher: string
}

/** Several looks: a process that is late for one goes on. */
const WATCH_SECONDS = 15

/** Begins or renews the watch; `false` while another process has it. By the clock of the database, since those of processes differ. */
export async function takeWatch<Tables>(
  db: Kysely<Tables>,
  { table, watcher }: Watch,
  seconds = WATCH_SECONDS,
): Promise<boolean> {
  const watch = sql.table(table)
  const { rows } = await sql`
    insert into ${watch} (watcher, until) values (${watcher}, now() + make_interval(secs => ${seconds}))
    on conflict (only_row) do update set watcher = excluded.watcher, until = excluded.until
    where ${watch}.watcher = excluded.watcher or ${watch}.until < now()
    returning watcher`.execute(db)
  return rows.length > 0
}

/** Another process takes over at its next look. */
export async function leaveWatch<Tables>(db: Kysely<Tables>, { table, watcher }: Watch): Promise<void> {
  await sql`update ${sql.table(table)} set until = now() - interval '1 second' where watcher = ${watcher}`.execute(
    db,
  )
}
