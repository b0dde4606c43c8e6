import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestCost } from './http/request-bounds.ts'

interface Holder {
  person: string | undefined
  cost: RequestCost | undefined
  unit?: object | undefined
  read?: RequestRead | undefined
  hasWritten?: boolean
}

/** What a request that only reads has to see, wherever it reads. */
export interface RequestRead {
  /** Positions of the database's log that its sender knows of: what was written before them is seen. */
  readonly after: readonly string[]
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

/**
 * The unit of work that the transactions of this context belong to, as the database made it. `undefined` for work whose
 * transactions are committed one by one.
 */
export function currentUnit(): object | undefined {
  return storage.getStore()?.unit
}

/** Sets or ends the unit of work of the current `runForPerson` context. */
export function setUnit(unit: object | undefined): void {
  const holder = storage.getStore()
  if (holder !== undefined) holder.unit = unit
}

/**
 * Runs work for the same person, but outside of the current unit of work: what it writes is committed at once. For long
 * preparations whose leftovers are cleaned up, such as receiving a file.
 */
export function outsideUnit<R>(work: () => R): R {
  return runForPerson(currentPerson(), work, currentCost())
}

/** The read that this context answers: a GET from outside. `undefined` for all other work, which reads where it writes. */
export function currentRead(): RequestRead | undefined {
  return storage.getStore()?.read
}

/** Makes the current `runForPerson` context one that only reads. */
export function setRead(read: RequestRead): void {
  const holder = storage.getStore()
  if (holder !== undefined) holder.read = read
}

/** Remembers that the current context has written. The database calls it for each transaction. */
export function recordWrite(): void {
  const holder = storage.getStore()
  if (holder !== undefined) holder.hasWritten = true
}

/** Whether the current context has written. */
export function hasWritten(): boolean {
  return storage.getStore()?.hasWritten === true
}
