import type { ConnectionTest, ConnectionTestStep } from '@tributary/integration-host'
import type { TestSteps } from '@tributary/integration-kit/host'
import { describeFailure } from './describe-failure.ts'
import { redactSecrets } from './redact-secrets.ts'

const LONGEST_TEXT = 1000

interface StepRecordOptions {
  readonly secrets: readonly string[]
  /** Milliseconds, of a clock that never goes back. */
  readonly now: () => number
}

interface BegunStep {
  readonly tried: string
  readonly since: number
}

/** What a test has tried so far. */
export class StepRecord {
  readonly #options: StepRecordOptions
  readonly #begun: number
  readonly #steps: ConnectionTestStep[] = []
  /** The errors of recorded steps, which are thrown on. */
  readonly #recorded = new Set<unknown>()
  readonly #running = new Map<symbol, BegunStep>()
  #last: number
  #isClosed = false

  constructor(options: StepRecordOptions) {
    this.#options = options
    this.#begun = options.now()
    this.#last = this.#begun
  }

  async step<T>(tried: string, work: () => T | Promise<T>): Promise<T> {
    const key = Symbol(tried)
    const since = this.#options.now()
    this.#running.set(key, { tried, since })
    try {
      const result = await work()
      this.#add({ tried, since })
      return result
    } catch (error) {
      this.#add({ tried, since }, { error })
      this.#recorded.add(error)
      throw error
    } finally {
      this.#running.delete(key)
    }
  }

  /** Adds what the test has returned: steps that were not timed one by one, so that the first has their time. */
  succeed(returned: TestSteps): void {
    const steps: readonly { tried: string }[] =
      returned === undefined ? [] : Array.isArray(returned) ? returned : [returned]
    for (const { tried } of steps) this.#add({ tried, since: this.#last })
    if (this.#steps.length === 0) this.#add({ tried: 'Ran the test of the plugin', since: this.#last })
  }

  /** Adds what has ended the test, to the steps that are running if any are. */
  fail(error: unknown): void {
    if (this.#recorded.has(error)) return
    const running = [...this.#running.values()]
    const begun = running.length > 0 ? running : [{ tried: 'Ran the test of the plugin', since: this.#last }]
    for (const each of begun) this.#add(each, { error })
  }

  /** Later steps are of a test that has run out of time: they are not recorded. */
  close(): ConnectionTest {
    this.#isClosed = true
    return {
      ok: this.#steps.every(({ ok }) => ok),
      milliseconds: this.#since(this.#begun),
      steps: [...this.#steps],
    }
  }

  #add({ tried, since }: BegunStep, failure?: { readonly error: unknown }): void {
    if (this.#isClosed) return
    const step = { tried: this.#clean(tried), milliseconds: this.#since(since) }
    this.#last = this.#options.now()
    if (failure === undefined) {
      this.#steps.push({ ...step, ok: true })
      return
    }
    const { problem, advice } = describeFailure(failure.error)
    this.#steps.push({ ...step, ok: false, problem: this.#clean(problem), advice: this.#clean(advice) })
  }

  #since(time: number): number {
    return Math.max(0, Math.round(this.#options.now() - time))
  }

  /** Redacted before it is cut: half a secret would not be found. */
  #clean(text: string): string {
    const redacted = redactSecrets(text, this.#options.secrets)
    return redacted.length <= LONGEST_TEXT ? redacted : `${redacted.slice(0, LONGEST_TEXT)}…`
  }
}
