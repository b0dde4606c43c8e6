import { accounts } from '@tributary/accounts'
import {
  kernelService,
  type PluginApp,
  type PluginContext,
  type ServiceRegistrationContext,
} from '@tributary/core'
import { database } from '@tributary/database'
import { connectionHealth, healthSubjects } from '@tributary/integration-host'
import { notifications } from '@tributary/notifications'
import { healthChecks } from '@tributary/operations'
import type { HealthParts } from './health-parts.ts'
import { HealthRunner } from './health-runner.ts'
import { pluginHealthCheck } from './plugin-health-check.ts'
import { healthRoutes } from './routes/health-routes.ts'

export interface PluginHealthOptions {
  /** Whether this process runs periodic checks; without, it only serves the routes. Default true. */
  readonly worker?: boolean | undefined
  /** The interval of checks of one subject. Default 300,000. */
  readonly intervalMilliseconds?: number | undefined
  /** The most that a check takes. Default 30,000. */
  readonly checkMilliseconds?: number | undefined
  /** The interval of looks for due checks. Default 5,000. */
  readonly lookMilliseconds?: number | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** From 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined
}

const INTERVAL_MILLISECONDS = 5 * 60_000
const CHECK_MILLISECONDS = 30_000
const LOOK_MILLISECONDS = 5_000

/** The services that health checks use if they are there. */
export const HEALTH_USES = [accounts, notifications]

/** The health checks of a server: the phases of a plugin for them. */
export class PluginHealth {
  readonly #options: PluginHealthOptions
  #closing = new AbortController()
  #runner: HealthRunner | undefined

  constructor(options: PluginHealthOptions) {
    this.#options = options
  }

  registerServices(context: ServiceRegistrationContext): void {
    context.contribute(
      healthChecks,
      pluginHealthCheck(() => this.#partsOf(context)),
    )
  }

  addRoutes(app: PluginApp, context: PluginContext): void {
    healthRoutes(app, context, () => this.#partsOf(context))
  }

  start(context: PluginContext): void {
    this.#closing = new AbortController()
    if (this.#options.worker === false) return
    const milliseconds = this.#options.lookMilliseconds ?? LOOK_MILLISECONDS
    this.#runner = new HealthRunner(() => this.#partsOf(context), milliseconds)
    this.#runner.start()
  }

  /** After plugins were loaded or unloaded. */
  refresh(): void {
    this.#runner?.refresh()
  }

  async stop(): Promise<void> {
    this.#closing.abort(new Error('the server stops'))
    await this.#runner?.stop()
    this.#runner = undefined
  }

  #partsOf(context: PluginContext): HealthParts {
    const { intervalMilliseconds, checkMilliseconds, now, random } = this.#options
    const canTell = HEALTH_USES.every((key) => context.hasService(key))
    return {
      database: context.getService(database),
      logger: context.logger,
      contributed: () => context.getContributions(healthSubjects).map(({ value }) => value),
      connectionHealth: () => context.getContributions(connectionHealth).map(({ value }) => value),
      displayNameOf: (name) => displayNameOf(context, name),
      telling: canTell
        ? { accounts: context.getService(accounts), notifications: context.getService(notifications) }
        : undefined,
      now: now ?? Date.now,
      random: random ?? Math.random,
      intervalMilliseconds: intervalMilliseconds ?? INTERVAL_MILLISECONDS,
      checkMilliseconds: checkMilliseconds ?? CHECK_MILLISECONDS,
      closing: this.#closing.signal,
    }
  }
}

function displayNameOf(context: PluginContext, name: string): string {
  const { plugins } = context.getService(kernelService).report()
  return plugins.find((plugin) => plugin.name === name)?.about.displayName ?? name
}
