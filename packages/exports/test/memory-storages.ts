import { type Plugin, ProblemError } from '@tributary/core'
import { type ProviderTarget, providers, settings } from '@tributary/integration-host'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { ProviderContracts, ProviderKind } from '@tributary/integration-kit/host'
import type { ObjectStorage } from '@tributary/integration-kit/providers'

/** One storage instance: its objects, and what is wrong with it. */
export interface Bucket {
  readonly id: string
  readonly name: string
  readonly objects: Map<string, Buffer>
  /** Every key that was written or deleted. */
  readonly calls: string[]
  isDown: boolean
  /** Whether it reports what the contents throw as a failure of its own, as a request with a body does. */
  wraps: boolean
  /** Failures of uses that count against the instance. */
  blamed: number
  /** Called before a piece is taken in. */
  beforePiece: (key: string) => Promise<void>
}

/** Storage instances in memory, and the settings that allow them. */
export class MemoryStorages {
  readonly buckets: Bucket[] = []
  readonly settings: { storages: string[]; keepDays?: number; keepCount?: number } = { storages: [] }

  /** An instance that is allowed for exports. */
  add(name: string, id: string = crypto.randomUUID()): Bucket {
    const bucket: Bucket = {
      id,
      name,
      objects: new Map(),
      calls: [],
      isDown: false,
      wraps: false,
      blamed: 0,
      beforePiece: async () => {},
    }
    this.buckets.push(bucket)
    this.settings.storages.push(bucket.id)
    return bucket
  }

  /** The services `settings` and `providers`. */
  readonly plugin: Plugin = {
    name: 'storages',
    version: '1.0.0',
    registerServices: (context) => {
      context.registerService(settings, () => ({
        read: async () => ({ ...this.settings }),
        missing: async () => [],
      }))
      context.registerService(providers, () => ({
        list: async (kind) =>
          this.buckets.map(({ id, name }) => ({
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
          const bucket = this.#required(instance)
          try {
            return await work(storageOf(bucket) as ProviderContracts[Kind])
          } catch (error) {
            if (isIntegrationError(error, 'upstream')) bucket.blamed += 1
            throw error
          }
        },
      }))
    },
  }

  #required(instance: string): Bucket {
    const found = this.buckets.find(({ id }) => id === instance)
    if (found !== undefined) return found
    throw new ProblemError({ code: 'INSTANCES_NOT_FOUND', status: 404, kind: 'config', title: 'Gone' })
  }
}

function storageOf(bucket: Bucket): ObjectStorage {
  const reach = () => {
    if (bucket.isDown) throw new IntegrationError('upstream', 'The bucket could not be reached.')
  }
  return {
    async write(key, contents) {
      reach()
      const pieces: Uint8Array[] = []
      try {
        for await (const piece of contents) {
          await bucket.beforePiece(key)
          reach()
          pieces.push(piece)
        }
      } catch (error) {
        throw bucket.wraps ? new IntegrationError('upstream', 'The bucket could not be reached.') : error
      }
      bucket.calls.push(`write ${key}`)
      bucket.objects.set(key, Buffer.concat(pieces))
    },
    async read(key, { start, end } = { start: 0, end: Number.POSITIVE_INFINITY }) {
      reach()
      const found = bucket.objects.get(key)
      return found === undefined ? undefined : ReadableStream.from([found.subarray(start, end)])
    },
    async delete(key) {
      reach()
      bucket.calls.push(`delete ${key}`)
      bucket.objects.delete(key)
    },
    async *list() {},
  }
}
