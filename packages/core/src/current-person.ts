import { AsyncLocalStorage } from 'node:async_hooks'

interface Holder {
  person: string | undefined
}

const storage = new AsyncLocalStorage<Holder>()

/** For whom this asynchronous context works: a user's id, with a prefix for background work. `undefined` for the server's own work. */
export function currentPerson(): string | undefined {
  return storage.getStore()?.person
}

/**
 * Does work for a person: what waits for a shared resource waits in that person's turn.
 *
 * @example
 * await runForPerson(`job:${job.userId}`, () => runJob(engine, job))
 */
export function runForPerson<R>(person: string | undefined, work: () => R): R {
  return storage.run({ person }, work)
}

/** Sets for whom the context works that `runForPerson` began: of a request, who it is is found out later than it begins. */
export function setPerson(person: string): void {
  const holder = storage.getStore()
  if (holder !== undefined) holder.person = person
}
