import { database } from '@tributary/database'
import type { Configuration } from '../configuration.ts'
import { withKernel } from '../with-kernel.ts'

/** `tributary migrate`: migrates the database and prints the migrations that ran. */
export async function migrate(configuration: Configuration): Promise<void> {
  const applied = await withKernel(
    configuration,
    {},
    async (kernel) => kernel.getService(database).appliedMigrations,
  )
  const lines = applied.map(({ plugin, name }) => `${plugin} ${name}`)
  process.stdout.write(`${lines.length === 0 ? 'The database is up to date.' : lines.join('\n')}\n`)
}
