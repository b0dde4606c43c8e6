import type { PluginContext } from '@tributary/core'
import type { SecretsDb } from '../tables.ts'
import { deleteLeftovers, deleteNeverWritten } from './sweep-vault.ts'
import { VaultBackend } from './vault-backend.ts'
import type { VaultOptions } from './vault-options.ts'
import { VaultValues } from './vault-values.ts'

/** A secret that was removed is gone from Vault a minute later at most. */
const SWEEP_MILLISECONDS = 30_000
/** Every hour. */
const SWEEPS_BETWEEN_LISTINGS = 120

/** Vault as a part of a running server: checked at its start, swept while it runs. An outage is logged once, and ends nothing. */
export class Vault {
  readonly backend: VaultBackend
  readonly #values: VaultValues
  readonly #db: () => SecretsDb
  readonly #logger: PluginContext['logger']
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> | undefined
  #sweeps = 0
  #isOut = false

  constructor(options: VaultOptions, db: () => SecretsDb, logger: PluginContext['logger']) {
    this.#values = new VaultValues(options, logger)
    this.backend = new VaultBackend(this.#values)
    this.#db = db
    this.#logger = logger
  }

  /** Does not wait: a server that starts while Vault is unavailable serves what needs no secret. */
  start(): void {
    this.#sweep()
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MILLISECONDS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#sweeping
    await this.#values.close()
  }

  /** What is wrong with Vault now; `undefined` while it answers. */
  async problem(): Promise<string | undefined> {
    try {
      await this.#values.check()
      return undefined
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  #sweep(): void {
    this.#sweeping ??= this.#sweepOnce().finally(() => {
      this.#sweeping = undefined
    })
  }

  async #sweepOnce(): Promise<void> {
    try {
      if (this.#sweeps === 0 || this.#isOut) await this.#values.check()
      await deleteLeftovers(this.#db(), this.#values)
      if (this.#sweeps % SWEEPS_BETWEEN_LISTINGS === 0) await deleteNeverWritten(this.#db(), this.#values)
      this.#sweeps += 1
      if (this.#isOut) this.#logger.info('Vault is available again')
      this.#isOut = false
    } catch (error) {
      if (!this.#isOut)
        this.#logger.warn(
          { err: error },
          'Vault is unavailable: secrets that are not in memory cannot be read',
        )
      this.#isOut = true
    }
  }
}
