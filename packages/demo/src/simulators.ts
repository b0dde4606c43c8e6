import type { SimulatedProvider, SimulatedProviders } from '@tributary/connections'
import type { ProviderSimulator, SimulatorClient } from '@tributary/provider-simulator'
import type { DemoSources } from './demo-sources.ts'

/** What every simulated provider knows this server by. */
const CLIENT: SimulatorClient = { id: 'demo', secret: 'demo', redirectUris: [] }

/** Shorter than the days ahead that a simulator has generated, longer than a sync. */
const FRESH_MILLISECONDS = 6 * 3_600_000
/** A year of a person is some megabytes. */
const IDLE_MILLISECONDS = 2 * 60_000
/** Shorter than the life of any access token, so that tokens are renewed as those of real providers are. */
const ACCESS_MILLISECONDS = 45 * 60_000

interface Opened {
  readonly simulator: Promise<ProviderSimulator>
  readonly since: number
  idle: NodeJS.Timeout
}

/** The simulated providers of this process: created at the first request to them, released after a while without requests. */
export class Simulators implements SimulatedProviders {
  readonly #sources: DemoSources
  readonly #now: () => number
  readonly #opened = new Map<string, Opened>()

  constructor(sources: DemoSources, now: () => number = Date.now) {
    this.#sources = sources
    this.#now = now
  }

  find(integration: string): SimulatedProvider | undefined {
    if (!this.#sources.names().includes(integration)) return undefined
    return {
      config: { clientId: CLIENT.id, clientSecret: CLIENT.secret },
      fetch: async (url, init) => (await this.#open(integration)).fetch(url, init),
      grant: async () => {
        const { controls } = await this.#open(integration)
        return { ...controls.grant(), expiresAt: this.#now() + ACCESS_MILLISECONDS }
      },
    }
  }

  /** The integrations whose simulators are in memory. */
  open(): readonly string[] {
    return [...this.#opened.keys()]
  }

  release(): void {
    for (const { idle } of this.#opened.values()) clearTimeout(idle)
    this.#opened.clear()
  }

  #open(integration: string): Promise<ProviderSimulator> {
    let opened = this.#opened.get(integration)
    if (opened !== undefined) clearTimeout(opened.idle)
    if (opened === undefined || this.#now() - opened.since > FRESH_MILLISECONDS)
      opened = {
        simulator: this.#create(integration),
        since: this.#now(),
        idle: this.#releaseLater(integration),
      }
    else opened.idle = this.#releaseLater(integration)
    this.#opened.set(integration, opened)
    return opened.simulator
  }

  async #create(integration: string): Promise<ProviderSimulator> {
    try {
      const { createSimulator } = await this.#sources.load(integration)
      if (createSimulator === undefined) throw new Error(`the demo of "${integration}" has no account`)
      return await createSimulator(CLIENT)
    } catch (error) {
      this.#opened.delete(integration)
      throw error
    }
  }

  #releaseLater(integration: string): NodeJS.Timeout {
    return setTimeout(() => this.#opened.delete(integration), IDLE_MILLISECONDS).unref()
  }
}
