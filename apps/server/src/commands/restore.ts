import { join } from 'node:path'
import { type RestoreResult, restoreDatabase } from '@tributary/database/backup'
import { abortOnSignal } from '../abort-on-signal.ts'
import type { Configuration } from '../configuration.ts'
import { describeBytes, describeSeconds } from '../describe-amount.ts'
import { resolveTypedPath } from '../resolve-typed-path.ts'
import { requireEmbedded } from '../with-embedded.ts'

/** `tributary restore`: restores a backup into a data directory without a database. */
export async function restore(configuration: Configuration, file: string): Promise<void> {
  requireEmbedded(configuration, 'pg_restore')
  const begun = performance.now()
  const { dataDir } = configuration
  const result = await abortOnSignal((signal) => restoreDatabase(resolveTypedPath(file), dataDir, { signal }))
  const { info, bytes, cluster } = result
  process.stdout.write(
    `${cluster}: ${describeBytes(bytes)} in ${describeSeconds(begun)}, PostgreSQL ${info.postgresVersion} of ${info.createdAt} ` +
      `(Tributary ${info.tributaryVersion}); ${describeMasterKey(configuration, result)}\n`,
  )
}

function describeMasterKey(
  { dataDir, masterKey: variable }: Configuration,
  { masterKey }: RestoreResult,
): string {
  const file = join(dataDir, 'master.key')
  if (masterKey === 'restored') return `the master key is in ${file}.`
  if (variable !== undefined) return 'the master key is the one of TRIBUTARY_MASTER_KEY.'
  return masterKey === 'kept'
    ? `the master key in ${file} was kept.`
    : `the backup contains no master key: put it into ${file} (mode 0600) before starting the server, or set TRIBUTARY_MASTER_KEY.`
}
