import { FollowedPeople } from '@tributary/changes'
import { isProblemError, Poller } from '@tributary/core'
import { storableText } from '@tributary/database'
import { isIntegrationError } from '@tributary/integration-kit'
import { type Choice, type Parts, tablesOf } from '../parts.ts'
import { addPeople, listDue, listFollowed, type Target, wakePeople } from './people-store.ts'
import { removeLeaving } from './remove-leaving.ts'
import { servePerson } from './serve-person.ts'
import { leaveSearchWatch, recordFailure, recordLook, takeSearchWatch } from './watch-store.ts'

/** How many looks at changes there are from one look at what is chosen to the next. */
const LOOKS_PER_BEAT = 5
/** After a failure, the pause doubles up to this. */
const MOST_PAUSE_MILLISECONDS = 60_000

export interface IndexerOptions {
  readonly parts: () => Parts
  /** Of this process. */
  readonly watcher: string
  /** The interval of looks. */
  readonly milliseconds: number
}

/**
 * Keeps the index of the chosen instance up to date, in one of the processes: it finds out whose data has changed, one statement a look, and sends
 * the changes of those people one after the other. Looks go on while something is sent, so that a slow instance is noticed as behind.
 */
export class Indexer {
  readonly #options: IndexerOptions
  readonly #closing = new AbortController()
  readonly #poller: Poller
  #serving: Promise<void> | undefined
  #looks = 0
  #choice: Choice = { kind: 'built-in' }
  #hasWatch = false
  readonly #people: FollowedPeople
  /** The instance that has the followed people's documents. */
  #followedIn: string | undefined
  #failures = 0
  #pausedUntil = 0

  constructor(options: IndexerOptions) {
    this.#options = options
    const { parts } = options
    this.#people = new FollowedPeople({
      feed: () => parts().feed,
      wake: async (userIds) => {
        if (this.#followedIn !== undefined) await wakePeople(tablesOf(parts()), this.#followedIn, userIds)
      },
    })
    this.#poller = new Poller({
      milliseconds: options.milliseconds,
      poll: () => this.#look(),
      onError: (err) => parts().logger.warn({ err }, 'changes for the search could not be read; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  async stop(): Promise<void> {
    this.#closing.abort(new Error('the server stops'))
    await this.#poller.stop()
    await this.#serving
    // Another process takes over at its next beat. A database that is unavailable ends the watch by itself.
    await leaveSearchWatch(tablesOf(this.#options.parts()), this.#options.watcher).catch(() => {})
  }

  async #look(): Promise<void> {
    const isBeat = this.#looks++ % LOOKS_PER_BEAT === 0
    if (isBeat) await this.#beat()
    if (!this.#hasWatch) return
    const { instance } = this.#choice.kind === 'instance' ? this.#choice : {}
    await this.#people.look()
    if (isBeat) await recordLook(tablesOf(this.#options.parts()), this.#options.watcher)
    this.#serve(instance)
  }

  async #beat(): Promise<void> {
    const { parts, watcher } = this.#options
    const db = tablesOf(parts())
    this.#hasWatch = await takeSearchWatch(db, watcher)
    this.#choice = await parts().chosen()
    if (!this.#hasWatch || this.#choice.kind !== 'instance') {
      this.#people.leave()
      return
    }
    const { instance } = this.#choice
    await addPeople(db, instance)
    if (this.#followedIn !== instance.id) this.#people.leave()
    this.#followedIn = instance.id
    await this.#people.follow(await listFollowed(db, instance.id))
  }

  /** Begins to send what is due, unless that is under way or the instance rests after a failure. */
  #serve(instance: Target | undefined): void {
    const parts = this.#options.parts()
    if (parts.now() < this.#pausedUntil || this.#closing.signal.aborted) return
    this.#serving ??= this.#serveAll(parts, instance)
      .catch((err: unknown) =>
        parts.logger.warn({ err }, 'the search could not be brought up to date; retrying'),
      )
      .finally(() => {
        this.#serving = undefined
      })
  }

  async #serveAll(parts: Parts, instance: Target | undefined): Promise<void> {
    const db = tablesOf(parts)
    const areRemoved = await removeLeaving(parts, instance?.id)
    const failure = instance === undefined ? undefined : await this.#serveDue(parts, instance)
    if (failure !== undefined || !areRemoved) this.#pause(parts)
    else this.#failures = 0
    await recordFailure(db, failure)
  }

  /** What is wrong with the instance. A refusal of one person's documents does not hold up the others. */
  async #serveDue(parts: Parts, instance: Target): Promise<string | undefined> {
    const { watcher } = this.#options
    let failure: string | undefined
    for (const row of await listDue(tablesOf(parts), instance)) {
      try {
        await servePerson(parts, { watcher, signal: this.#closing.signal }, row)
      } catch (err) {
        if (this.#closing.signal.aborted) return failure
        failure = describe(err)
        parts.logger.warn({ err, failure }, 'a search instance could not be brought up to date; retrying')
        if (!isIntegrationError(err, 'invalid_data')) return failure
      }
    }
    return failure
  }

  #pause(parts: Parts): void {
    this.#failures += 1
    this.#pausedUntil = parts.now() + Math.min(1_000 * 2 ** (this.#failures - 1), MOST_PAUSE_MILLISECONDS)
  }
}

/** For the administrator, without anything that a service may have said. */
function describe(error: unknown): string {
  if (isIntegrationError(error) || isProblemError(error)) return storableText(error.message)
  return 'The index could not be written. The log says why.'
}
