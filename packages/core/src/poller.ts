export interface PollerOptions {
  /** From one poll to the next. */
  readonly milliseconds: number
  /** Looks for what is due. */
  poll(): Promise<void>
  /** A failed poll is followed by the next one as usual. */
  onError(error: unknown): void
}

/**
 * Looks for what is due at an interval, until it is stopped. A poll that takes longer than the interval is not begun again. The timer does not
 * keep the process running.
 *
 * @example
 * const poller = new Poller({ milliseconds: 1_000, poll: () => sendDue(), onError: (err) => logger.warn({ err }, 'retrying') })
 * poller.start()
 */
export class Poller {
  readonly #options: PollerOptions
  #timer: NodeJS.Timeout | undefined
  #polling: Promise<void> | undefined
  #isStopped = false

  constructor(options: PollerOptions) {
    this.#options = options
  }

  /** Polls now, and then at the interval. */
  start(): void {
    this.#timer = setInterval(() => this.poll(), this.#options.milliseconds).unref()
    this.poll()
  }

  /** Polls now, unless a poll is under way or it was stopped. */
  poll(): void {
    if (this.#isStopped) return
    this.#polling ??= this.#options
      .poll()
      .catch((error: unknown) => this.#options.onError(error))
      .finally(() => {
        this.#polling = undefined
      })
  }

  /** Resolves when the poll that is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#timer)
    await this.#polling
  }
}
