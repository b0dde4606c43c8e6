import type { FastifyBaseLogger } from 'fastify'
import type { HttpOptions } from './http/create-app.ts'
import type { DocumentOptions } from './openapi/document.ts'
import type { Plugin } from './plugin.ts'
import type { TimeLimits } from './time-limit.ts'

/** The options of a kernel. */
export interface KernelOptions {
  /** In boot order. */
  readonly plugins: readonly Plugin[]
  /** A pino logger or one like it; silent by default. */
  readonly logger?: FastifyBaseLogger
  /** Names of plugins in the list that must not boot. */
  readonly disabled?: readonly string[]
  /** Plugins that can be reloaded and unloaded while the server runs. They boot after the others. */
  readonly added?: readonly Plugin[]
  /** In milliseconds; the default is `DEFAULT_TIME_LIMITS`. */
  readonly timeLimits?: Partial<TimeLimits>
  readonly document?: DocumentOptions
  readonly http?: HttpOptions
  /**
   * Handles the unhandled rejections of the process: one that a plugin causes during boot quarantines the plugin, a
   * later one is logged with the plugin's name. For the server process; tests leave it off.
   */
  readonly guardProcess?: boolean
}
