import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BackupResult, backupDatabase } from '@tributary/database/backup'
import { abortOnSignal } from '../abort-on-signal.ts'
import type { Configuration } from '../configuration.ts'
import { describeBytes, describeSeconds } from '../describe-amount.ts'
import { resolveTypedPath } from '../resolve-typed-path.ts'
import { UsageError } from '../usage-error.ts'
import { version } from '../version.ts'
import { requireEmbedded, withEmbedded } from '../with-embedded.ts'

/** The arguments of `tributary backup`. */
export interface BackupCommand {
  readonly file: string
  readonly withMasterKey: boolean
}

/** `tributary backup`: writes the embedded database to one file, also while a server uses it. */
export async function backup(
  configuration: Configuration,
  { file, withMasterKey }: BackupCommand,
): Promise<void> {
  requireEmbedded(configuration, 'pg_dump')
  const begun = performance.now()
  const path = resolveTypedPath(file)
  const masterKey = withMasterKey ? readMasterKey(configuration) : undefined
  const result = await withEmbedded(configuration, (server) =>
    abortOnSignal((signal) =>
      backupDatabase(server.connection('superuser'), path, { tributaryVersion: version, masterKey, signal }),
    ),
  )
  process.stdout.write(
    `${path}: ${describeBytes(result.bytes)} in ${describeSeconds(begun)}, ${describe(configuration, result)}\n`,
  )
}

function describe(configuration: Configuration, { info, unpackedBytes }: BackupResult): string {
  const content = `all of PostgreSQL ${info.postgresVersion} (${describeBytes(unpackedBytes)})`
  return info.masterKey
    ? `${content} and the master key: this file allows decrypting all secrets.`
    : `${content} without the master key: save ${placeOfMasterKey(configuration)} apart from it.`
}

function readMasterKey(configuration: Configuration): string {
  const { masterKey, dataDir } = configuration
  if (masterKey !== undefined) return masterKey
  const file = join(dataDir, 'master.key')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  throw new UsageError(
    `No master key to include: ${file} does not exist, and TRIBUTARY_MASTER_KEY is not set.`,
  )
}

function placeOfMasterKey({ masterKey, dataDir }: Configuration): string {
  return masterKey === undefined ? join(dataDir, 'master.key') : 'TRIBUTARY_MASTER_KEY'
}
