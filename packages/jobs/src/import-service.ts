import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Imports } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import { eraseDelivered } from './erase-delivered.ts'
import { deleteJobs, stopOpenJobs } from './erase-store.ts'
import { findSameSync } from './find-same-sync.ts'
import { forExistingUser } from './for-existing-user.ts'
import { findLastJob, lockAskedOf } from './job-list-store.ts'
import { findJob, insertJob, listJobsOf, type NewJob } from './job-store.ts'
import { viewJob } from './job-view.ts'
import { jobsErrors } from './jobs-errors.ts'
import { mergeWebhookSync } from './merge-webhook-sync.ts'
import { type AccountParts, openAccount } from './open-account.ts'
import type { JobQueue } from './queue/job-queue.ts'
import { DEFAULT_QUEUED_PER_PERSON, refuseOverQueued } from './queue-quota.ts'
import { receiveUpload } from './receive-upload.ts'
import type { RecordSink } from './record-sink.ts'
import type { JobRow, JobsTables } from './tables.ts'
import { type UploadLimits, UploadQuota } from './upload-quota.ts'
import { deleteUpload, findUpload, findWaitingUpload } from './upload-store.ts'
import type { UploadStorage } from './uploads/upload-storage.ts'

/** Inserts and queues a job in one transaction. */
interface JobToSubmit extends NewJob {
  /** How many jobs of the person may wait. */
  readonly permitted?: number
  /** Whether a sync that waits or runs already is the answer, where it is the same. */
  readonly findsSame?: boolean
}

export async function submitJob(
  database: Database,
  queue: JobQueue,
  { permitted = DEFAULT_QUEUED_PER_PERSON, findsSame = false, ...job }: JobToSubmit,
): Promise<JobRow> {
  const row = await forExistingUser(
    database.transaction<JobsTables, JobRow>(async (trx) => {
      if (findsSame) await lockAskedOf(trx, job.userId)
      const same = findsSame ? await findSameSync(trx, job) : undefined
      if (same !== undefined) return same
      await refuseOverQueued(trx, { userId: job.userId, trigger: job.trigger, permitted })
      const merged = job.trigger === 'webhook' ? await mergeWebhookSync(trx, job) : undefined
      if (merged !== undefined) return merged
      if (job.upload !== undefined) await claimUpload(trx, job.userId, job.upload.id)
      const inserted = await insertJob(trx, job)
      await queue.enqueue(inserted, { trx })
      return inserted
    }),
  )
  database.afterCommit(() => queue.wake())
  return row
}

/** Locks the file of a new import, so that it is imported once. */
async function claimUpload(trx: Transaction<JobsTables>, userId: string, uploadId: string): Promise<void> {
  if ((await findWaitingUpload(trx, { userId, uploadId }, { lock: true })) !== undefined) return
  throw new ProblemError(jobsErrors.JOBS_UPLOAD_GONE, {
    detail: 'The file is not stored any more, or its import has already begun. Upload it again.',
  })
}

/** The service behind the standard routes of every integration. */
export function createImports(
  database: Database,
  queue: JobQueue,
  parts: {
    readonly integrations: () => readonly IntegrationDefinition[]
    readonly sinks: () => readonly RecordSink[]
    readonly accounts: AccountParts
    readonly queuedPerPerson?: number | undefined
    readonly uploads?: UploadLimits | undefined
    readonly storage: UploadStorage
  },
): Imports {
  const permitted = parts.queuedPerPerson ?? DEFAULT_QUEUED_PER_PERSON
  const db = () => database.tables<JobsTables>()
  const quota = new UploadQuota(database, parts.uploads)
  return {
    async receive(upload) {
      const { userId, trigger = 'upload' } = upload
      // Checked again at submission; here so that the upload is refused early.
      await database.transaction<JobsTables, void>((trx) =>
        refuseOverQueued(trx, { userId, trigger, permitted }),
      )
      return forExistingUser(receiveUpload(database, upload, { quota, storage: parts.storage }))
    },
    discard: (uploadId) => deleteUpload(db(), uploadId),
    async submit({ userId, integration, uploadId, options, trigger = 'upload', deliveryId }) {
      const upload = await findUpload(db(), uploadId)
      const row = await submitJob(database, queue, {
        userId,
        integration,
        options,
        trigger,
        connectionId: deliveryId,
        permitted,
        upload: { id: uploadId, filename: upload?.filename ?? '' },
      })
      return viewJob(row)
    },
    async submitSync({ trigger = 'manual', streams, ...sync }) {
      const only = streams === undefined ? {} : { streams }
      return viewJob(
        await submitJob(database, queue, {
          trigger,
          ...sync,
          ...only,
          permitted,
          findsSame: trigger === 'manual',
        }),
      )
    },
    async openAccount({ integration, ...whose }) {
      const definition = parts.integrations().find(({ name }) => name === integration)
      return definition === undefined ? undefined : openAccount(parts.accounts, definition, whose)
    },
    async removeRecords({ externalIds, stream: id, ...whose }) {
      const definition = parts.integrations().find(({ name }) => name === whose.integration)
      const stream = definition?.streams.find((each) => each.id === id)
      const sink = parts.sinks().find(({ kind }) => kind === stream?.kind)
      if (sink?.remove === undefined)
        throw new TypeError(
          `records of the stream "${id}" of integration "${whose.integration}" cannot be removed by id`,
        )
      await database.transaction<JobsTables, void>(async (trx) => sink.remove?.(trx, whose, externalIds))
    },
    cancelAll: (whose) => database.transaction<JobsTables, void>((trx) => stopOpenJobs(trx, whose)),
    erase: (whose) => eraseDelivered(database, parts.sinks(), whose),
    async jobsOf(userId, deliveryIds) {
      const rows = await listJobsOf(db(), userId, deliveryIds)
      return rows.map((row) => viewJob(row))
    },
    forget: (whose) => database.transaction<JobsTables, void>((trx) => deleteJobs(trx, whose)),
    streamKinds: () => parts.sinks().map(({ kind }) => kind),
    integrations: parts.integrations,
    async readJob(userId, jobId) {
      const row = await findJob(db(), jobId, userId)
      return row === undefined ? undefined : viewJob(row)
    },
    async lastJob(userId, integration) {
      const row = await findLastJob(db(), userId, integration)
      return row === undefined ? undefined : viewJob(row)
    },
  }
}
