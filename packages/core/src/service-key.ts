/**
 * A typed name for a service: the package that owns the service exports the key, others resolve by it.
 *
 * @example
 * export const clock = serviceKey<Clock>('clock')
 * context.getService(clock).now()   // typed as Clock, no cast
 */
export interface ServiceKey<T> {
  readonly name: string
  /** Carries the type only; never present at run time. */
  readonly _type?: T
}

const SERVICE_NAME = /^[a-z][A-Za-z0-9]*$/

/** Creates a service key. Names are camelCase and unique in a server; a bad name throws a `TypeError`. */
export function serviceKey<T>(name: string): ServiceKey<T> {
  if (!SERVICE_NAME.test(name)) {
    throw new TypeError(`service key "${name}" must be camelCase, like "recordStore"`)
  }
  return Object.freeze({ name })
}
