import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestCost } from './http/request-bounds.ts'

interface Holder {
  person: string | undefined
  cost: RequestCost | undefined
}

const storage = new AsyncLocalStorage<Holder>()

/**
 * The person that this asynchronous context works for: a user id, with the prefix `job:` for background work, or
 * `address:` and an IP address for an unauthenticated request. `undefined` for the server's own work.
 */
export function currentPerson(): string | undefined {
  return storage.getStore()?.person
}

/** The cost of the request that this context answers. `undefined` outside requests of a signed-in person. */
export function currentCost(): RequestCost | undefined {
  return storage.getStore()?.cost
}

/**
 * Runs work on behalf of a person: waits for shared resources are queued under that person.
 *
 * @example
 * await runForPerson(`job:${job.userId}`, () => runJob(engine, job))
 */
export function runForPerson<R>(person: string | undefined, work: () => R, cost?: RequestCost): R {
  return storage.run({ person, cost }, work)
}

/** Sets the person of the current `runForPerson` context: a request is authenticated after its context has begun. */
export function setPerson(person: string, cost?: RequestCost): void {
  const holder = storage.getStore()
  if (holder === undefined) return
  holder.person = person
  holder.cost = cost
}
