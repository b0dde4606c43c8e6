import { type CopyProgress, type UpgradeResult, upgradeDatabase } from '@tributary/database/upgrade'
import { SingleBar } from 'cli-progress'
import type { Configuration } from '../configuration.ts'
import { requireDatabase } from '../require-database.ts'
import { UsageError } from '../usage-error.ts'

const STEPS = { copy: 'copying', build: 'building', verify: 'comparing', finish: 'renaming' } as const

/** `tributary database upgrade`: moves the embedded database to the PostgreSQL of this version, showing the progress. */
export async function upgrade(configuration: Configuration): Promise<void> {
  const { databaseUrl, dataDir } = configuration
  if (databaseUrl !== undefined) {
    throw new UsageError(
      'DATABASE_URL is set, but this command upgrades only the embedded database: the administrator of that PostgreSQL server ' +
        'upgrades it, with pg_upgrade, or with pg_dump and pg_restore.',
    )
  }
  requireDatabase(configuration)
  const result = await withBar((onProgress) => upgradeDatabase({ dataDir, onProgress }))
  process.stdout.write(`${describeResult(result)}\n`)
}

/** To standard error, so that standard output contains only the result. Prints nothing without a terminal. */
async function withBar<T>(run: (onProgress: (progress: CopyProgress) => void) => Promise<T>): Promise<T> {
  const bar = new SingleBar({
    format: '{bar} {step}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(1, 0, { step: 'starting' })
  try {
    return await run((progress) => {
      bar.setTotal(Math.max(1, progress.of))
      bar.update(progress.rows, { step: describeStep(progress) })
    })
  } finally {
    bar.stop()
  }
}

function describeStep({ step, object, rows, of }: CopyProgress): string {
  const described = `${STEPS[step]} ${object}`
  return step === 'copy' ? `${described}: ${rows} of ${of} rows` : described
}

function describeResult(result: UpgradeResult): string {
  if (result.status === 'current') {
    return `The database is already of PostgreSQL ${result.version}, the version that Tributary includes.`
  }
  const { from, to, tables, rows, kept, programs } = result
  return (
    `The database is now of PostgreSQL ${to}: ${rows} rows of ${tables} tables were copied and compared.\n` +
    `The database of PostgreSQL ${from} is kept. When it is no longer needed, delete: ${[kept, ...programs].join(', ')}`
  )
}
