import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kernel } from '@tributary/core'
import { type ImportJob, type Imports, imports, readImportOptions } from '@tributary/integration-host'
import { type FileImport } from '@tributary/integration-kit/host'
import { SingleBar } from 'cli-progress'
import type { Configuration } from '../configuration.ts'
import { findUser } from '../find-user.ts'
import { resolveTypedPath } from '../resolve-typed-path.ts'
import { UsageError } from '../usage-error.ts'
import { withKernel } from '../with-kernel.ts'

/** The arguments of `tributary import`. */
export interface ImportCommand {
  readonly integration: string
  readonly file: string
  /** The email address of the user who owns the data. */
  readonly user: string
  /** `name=value`, like the fields of an upload. */
  readonly options: readonly string[]
}

const ENDED = new Set<ImportJob['status']>(['succeeded', 'partial', 'failed', 'cancelled'])
const LOOK_MILLISECONDS = 200

/** `tributary import`: imports a file of any size and shows the progress. Resolves to whether all of it was imported. */
export async function importFile(configuration: Configuration, command: ImportCommand): Promise<boolean> {
  const file = resolveTypedPath(command.file)
  await refuseUnreadable(file)
  return withKernel(configuration, { worker: true, existingDatabase: true }, async (kernel) => {
    const userId = await findUser(kernel, command.user)
    const job = await submit(kernel, { command: { ...command, file }, userId })
    const ended = await follow(kernel.getService(imports), { jobId: job.id, userId })
    process.stdout.write(`${describeEnd(ended)}\n`)
    return ended.status === 'succeeded'
  })
}

async function submit(
  kernel: Kernel,
  { command, userId }: { command: ImportCommand; userId: string },
): Promise<ImportJob> {
  const { integration, file } = command
  const service = kernel.getService(imports)
  const files = filesOf(service, integration)
  // Validated before the file is read: a large one takes a while.
  const options = readImportOptions(files.options, readPairs(command.options))
  const uploadId = await service.receive({
    userId,
    filename: basename(file),
    contentType: 'application/octet-stream',
    content: createReadStream(file),
    trigger: 'command',
    // No limit for a user of the server's command line.
    maxBytes: Number.MAX_SAFE_INTEGER,
  })
  return service.submit({ userId, integration, uploadId, options, trigger: 'command' })
}

function filesOf(service: Imports, name: string): FileImport {
  const known = service.integrations()
  const integration = known.find((each) => each.name === name)
  const files = integration?.files
  if (files !== undefined) return files
  const takers = known.filter((each) => each.files !== undefined).map((each) => each.name)
  throw new UsageError(`"${name}" is not an integration with file import. Available: ${takers.join(', ')}.`)
}

function readPairs(pairs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--option takes name=value, not "${pair}".`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

async function follow(service: Imports, what: { jobId: string; userId: string }): Promise<ImportJob> {
  // To standard error, so that standard output contains only the result. Prints nothing without a terminal.
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {rows} rows',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  })
  bar.start(100, 0, { rows: 0 })
  try {
    for (;;) {
      const job = await service.readJob(what.userId, what.jobId)
      if (job === undefined) throw new UsageError('The job was deleted while it ran.')
      bar.update(Math.round((job.progress ?? 0) * 100), { rows: job.fetched })
      if (ENDED.has(job.status)) return job
      await sleep(LOOK_MILLISECONDS)
    }
  } finally {
    bar.stop()
  }
}

/** The result: the error and the warnings, one per line, worded as in the API. */
function describeEnd(job: ImportJob): string {
  const { status, inserted, updated, unchanged, rejected, skipped, error, warnings } = job
  const counts = `${inserted} new, ${updated} updated, ${unchanged} known, ${rejected} rejected, ${skipped} skipped`
  return [
    `${status}: ${counts}`,
    ...(error === null ? [] : [describeError(error)]),
    ...warnings.map((warning) => `Warning: ${warning}`),
  ].join('\n')
}

function describeError({ message, line, column }: NonNullable<ImportJob['error']>): string {
  if (line === undefined || message.startsWith(`Line ${line}`)) return message
  return `${message} (line ${line}${column === undefined ? '' : `, column ${column}`})`
}

async function refuseUnreadable(file: string): Promise<void> {
  const info = await stat(file).catch(() => undefined)
  if (info === undefined) throw new UsageError(`There is no file ${file}.`)
  if (!info.isFile()) throw new UsageError(`${file} is not a file.`)
}
