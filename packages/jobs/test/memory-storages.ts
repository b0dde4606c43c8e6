import type { Plugin } from '@tributary/core'
import { ProblemError } from '@tributary/core'
import { type ProviderTarget, providers, settings } from '@tributary/integration-host'
import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'
import type { ObjectStorage } from '@tributary/integration-kit/providers'
import type { UploadStorage } from '../src/uploads/upload-storage.ts'

/** No storage instance at all. */
export const noStorage: UploadStorage = {
  chosen: async () => undefined,
  use: () => Promise.reject(new Error('there is no instance')),
}

/** Storage instances in memory, and the setting that names one of them. */
export class MemoryStorages {
  /** What the administrator has chosen. */
  chosen: string | undefined
  readonly objects = new Map<string, Buffer>()
  /** Thrown by each use. */
  failure: Error | undefined
  /** The ranges that were read. */
  readonly reads: string[] = []
  /** By name, with their ids. */
  readonly instances = new Map<string, string>()
  /** Called before an object is complete. */
  beforeComplete: () => Promise<void> = async () => {}

  add(name: string): string {
    const id = crypto.randomUUID()
    this.instances.set(name, id)
    return id
  }

  /** The services `settings` and `providers`. */
  readonly plugin: Plugin = {
    name: 'storages',
    version: '1.0.0',
    registerServices: (context) => {
      context.registerService(settings, () => ({
        read: async () => (this.chosen === undefined ? {} : { uploadStorage: this.chosen }),
        missing: async () => [],
      }))
      context.registerService(providers, () => ({
        list: async (kind) =>
          [...this.instances].map(([name, id]) => ({
            id,
            name,
            kind,
            plugin: 'memory',
            state: 'active',
            revision: 1,
          })),
        use: async <Kind extends ProviderKind, R>(
          { instance }: ProviderTarget<Kind>,
          work: (implementation: ProviderContracts[Kind]) => R | Promise<R>,
        ) => {
          if (this.failure !== undefined) throw this.failure
          if (![...this.instances.values()].includes(instance)) throw instanceNotFound()
          return work(this.#storage as ProviderContracts[Kind])
        },
      }))
    },
  }

  readonly #storage: ObjectStorage = {
    write: async (key, contents) => {
      const pieces: Uint8Array[] = []
      for await (const piece of contents) pieces.push(piece)
      await this.beforeComplete()
      this.objects.set(key, Buffer.concat(pieces))
    },
    read: async (key, { start, end } = { start: 0, end: Number.POSITIVE_INFINITY }) => {
      const found = this.objects.get(key)
      this.reads.push(`${start}-${end}`)
      return found === undefined ? undefined : ReadableStream.from([found.subarray(start, end)])
    },
    delete: async (key) => void this.objects.delete(key),
    async *list() {},
  }
}

function instanceNotFound(): ProblemError {
  return new ProblemError({ code: 'INSTANCES_NOT_FOUND', status: 404, kind: 'config', title: 'Gone' })
}
