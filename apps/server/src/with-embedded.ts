import { EmbeddedServer } from '@tributary/database/embedded'
import type { Configuration } from './configuration.ts'
import { requireDatabase } from './require-database.ts'
import { UsageError } from './usage-error.ts'

/**
 * Runs a command on the embedded database without the kernel: joins the running server, or starts one and stops it afterwards.
 * Throws a `UsageError` if no database exists.
 */
export async function withEmbedded<T>(
  configuration: Configuration,
  command: (server: EmbeddedServer) => Promise<T>,
): Promise<T> {
  requireDatabase(configuration)
  const server = new EmbeddedServer({ dataDir: configuration.dataDir })
  await server.start()
  try {
    return await command(server)
  } finally {
    await server.stop()
  }
}

/** Throws a `UsageError` if the database is an external server, for which PostgreSQL's own programs do the same. */
export function requireEmbedded({ databaseUrl }: Configuration, program: string): void {
  if (databaseUrl === undefined) return
  throw new UsageError(
    `DATABASE_URL is set, and this command is for the embedded database alone: use ${program} for that PostgreSQL server.`,
  )
}
