import { isProblemError, type PluginContext, ProblemError } from '@tributary/core'
import { providers, settings } from '@tributary/integration-host'
import { field, fields, isIntegrationError } from '@tributary/integration-kit'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { ObjectStorage } from '@tributary/integration-kit/providers'
import { jobsErrors } from '../jobs-errors.ts'

/** Storage instances, for uploaded files. */
export interface UploadStorage {
  /**
   * The id of the instance where new files go; `undefined`: into the database.
   *
   * @throws ProblemError `JOBS_STORAGE_UNAVAILABLE` if the chosen one does not exist
   */
  chosen(): Promise<string | undefined>
  /** Runs work with an instance. Throws as the service `providers` does. */
  use<R>(
    target: { readonly instance: string; readonly milliseconds?: number },
    work: (storage: ObjectStorage) => Promise<R>,
  ): Promise<R>
}

const FIELD = 'uploadStorage'
const RETRY_SECONDS = '60'

/** The key of the object of a file. */
export function keyOfUpload(uploadId: string): string {
  return `uploads/${uploadId}`
}

/** The settings of jobs. */
export function jobsConfiguration(context: PluginContext) {
  return fields({
    [FIELD]: field.select({
      label: 'Storage of uploaded files',
      description:
        'Where uploaded files are kept until they are imported. Without one, in the database. Files that are already uploaded stay where they are.',
      required: false,
      env: 'UPLOAD_STORAGE',
      async load() {
        if (!context.hasService(providers)) return []
        const instances = await context.getService(providers).list('storage')
        return instances.map(({ id, plugin, name }) => ({ value: id, label: `${name} (${plugin})` }))
      },
    }),
  })
}

/** The storage instances of administrators. Looked up each time: a plugin may have been loaded or quarantined meanwhile. */
export function instancesForUploads(context: PluginContext): UploadStorage {
  return {
    async chosen() {
      const values: ConfigurationValues | undefined = context.hasService(settings)
        ? await context.getService(settings).read('jobs')
        : undefined
      const wanted = values?.[FIELD]
      if (typeof wanted !== 'string') return undefined
      const instances = context.hasService(providers)
        ? await context.getService(providers).list('storage')
        : []
      const found = instances.find(({ id, plugin, name }) => [id, name, `${plugin}/${name}`].includes(wanted))
      if (found !== undefined) return found.id
      throw storageUnavailable('The chosen storage of uploaded files does not exist.')
    },
    async use({ instance, milliseconds }, work) {
      return context.getService(providers).use({ kind: 'storage', instance, milliseconds }, work)
    },
  }
}

export function storageUnavailable(why: string, cause?: unknown): ProblemError {
  return new ProblemError(jobsErrors.JOBS_STORAGE_UNAVAILABLE, {
    detail: `${why} Nothing was stored. Send the file again later, or ask the administrator.`,
    headers: { 'retry-after': RETRY_SECONDS },
    cause,
  })
}

/** Whether an instance, and not the sender or the database, has failed. */
export function isOfStorage(error: unknown): boolean {
  return isIntegrationError(error) || (isProblemError(error) && error.code.startsWith('INSTANCES_'))
}
