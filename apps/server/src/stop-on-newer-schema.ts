import { setTimeout as sleep } from 'node:timers/promises'
import type { Kernel } from '@tributary/core'
import { type AppliedMigration, database, describeMigrations, newerSchema } from '@tributary/database'

/** How long an old process may run on a newer schema. Each check reads one small table. */
const LOOK_MILLISECONDS = 2_000

/**
 * Stops the kernel when a newer version of the server has migrated the database, and rejects with the cause; never resolves. Open
 * requests finish and a running job stops after its page, as after a signal. The boot refuses such a schema, so a process
 * restarted by its supervisor reports the same until it is replaced.
 */
export async function stopOnNewerSchema(kernel: Kernel): Promise<never> {
  const newer = await waitForNewerMigrations(kernel)
  const migrations = describeMigrations(newer)
  kernel.app.log.error(
    { migrations },
    `a newer server version migrated the database (${migrations}): stopping`,
  )
  await kernel.stop()
  throw newerSchema(newer)
}

async function waitForNewerMigrations(kernel: Kernel): Promise<readonly AppliedMigration[]> {
  for (;;) {
    await sleep(LOOK_MILLISECONDS, undefined, { ref: false })
    const newer = await readNewerMigrations(kernel)
    if (newer.length > 0) return newer
  }
}

/** Empty while the database is unreachable: outages are reported by the operations that need an answer. */
async function readNewerMigrations(kernel: Kernel): Promise<readonly AppliedMigration[]> {
  try {
    const { newer } = await kernel.getService(database).readSchema()
    return newer
  } catch {
    return []
  }
}
