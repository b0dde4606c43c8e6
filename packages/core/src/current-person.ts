import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestCost } from './http/request-bounds.ts'

interface Holder {
  person: string | undefined
  cost: RequestCost | undefined
}

const storage = new AsyncLocalStorage<Holder>()

/**
 * For whom this asynchronous context works: a user's id, with the prefix `job:` for background work, or `address:` and an address for a
 * request of unknown origin. `undefined` for the server's own work.
 */
export function currentPerson(): string | undefined {
  return storage.getStore()?.person
}

/** What the request costs that this context answers. `undefined` where it answers none of a signed-in person. */
export function currentCost(): RequestCost | undefined {
  return storage.getStore()?.cost
}

/**
 * Does work for a person: what waits for a shared resource waits in that person's turn.
 *
 * @example
 * await runForPerson(`job:${job.userId}`, () => runJob(engine, job))
 */
export function runForPerson<R>(person: string | undefined, work: () => R, cost?: RequestCost): R {
  return storage.run({ person, cost }, work)
}

/** Sets for whom the context works that `runForPerson` began: of a request, who it is is found out later than it begins. */
export function setPerson(person: string, cost?: RequestCost): void {
  const holder = storage.getStore()
  if (holder === undefined) return
  holder.person = person
  holder.cost = cost
}
