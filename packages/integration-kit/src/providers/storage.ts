import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** An object of a storage. */
export interface StoredObject {
  /** Segments separated by slashes: `exports/2026/steps.csv`. */
  readonly key: string
  readonly bytes: number
  /** RFC 3339. */
  readonly modifiedAt?: string
}

/** What is known of an object before it is written. */
export interface WriteOptions {
  /** Its length, where the service needs it before the contents. */
  readonly bytes?: number
  /** Default `application/octet-stream`. */
  readonly contentType?: string
}

/** A part of an object, in bytes. */
export interface ObjectRange {
  readonly start: number
  /** The first byte after it; beyond the end of the object, what there is is read. More than `start`. */
  readonly end: number
}

/**
 * Objects by key, as `checkObjectKey` permits them. Contents are streams, so that an object of any size is never held in memory.
 */
export interface ObjectStorage {
  /**
   * Creates or replaces an object. An object whose writing fails, or whose contents have another length than announced, is not there, or is
   * the one before.
   */
  write(key: string, contents: ReadableStream<Uint8Array>, options?: WriteOptions): Promise<void>
  /** `undefined` if it does not exist. Without a range, the whole object; a range that begins after its end is empty. */
  read(key: string, range?: ObjectRange): Promise<ReadableStream<Uint8Array> | undefined>
  /** Also what an interrupted write of the key has left, if nothing is written there now. Deleting what does not exist is no error. */
  delete(key: string): Promise<void>
  /** The objects whose key begins with a prefix, in any order. Default: all. */
  list(prefix?: string): AsyncIterable<StoredObject>
}

/**
 * Declares where objects are stored: a bucket, a share. Contents go through `fetch`, since `http` reads whole answers.
 *
 * @example
 * provides: {
 *   storage: storageProvider({
 *     instance: fields({ address: field.url({ label: 'Address' }), token: field.secret({ label: 'Token' }) }),
 *     test: async ({ fetch, config, step }) => {
 *       await step('Listed the objects', () => fetch(new URL(config.address)))
 *     },
 *     open: ({ fetch, config }) => openStorage(fetch, config.address),
 *   }),
 * }
 */
export function storageProvider<Form extends TObject>(
  options: ProviderOptions<'storage', Form>,
): Provider<'storage'> {
  return providerOf('storage', options)
}
