import type { BootReport, KernelState, PluginReport, ServiceGraph } from './boot-report.ts'
import { contributionPoint } from './contribution-point.ts'
import type { ProblemTranslator } from './http/answer-problem.ts'
import type { RequestWatcher } from './http/observe-answers.ts'
import type { OpenApiDocument } from './openapi/document.ts'
import type { Plugin } from './plugin.ts'
import type { Phase } from './plugin-record.ts'
import { serviceKey } from './service-key.ts'

/** The state of the kernel, for the plugins that show it. */
export interface KernelService {
  readonly state: KernelState
  report(): BootReport
  services(): ServiceGraph
  /** The merged OpenAPI 3.1 document. */
  document(): OpenApiDocument
  /** One plugin's part as a document of its own; `undefined` for a plugin without operations. */
  pluginDocument(name: string): OpenApiDocument | undefined
  /**
   * Retries a quarantined plugin and its quarantined dependents. Throws a `KernelError`
   * (`NOT_RETRYABLE`) for one that failed before `start`.
   */
  retry(name: string): Promise<void>
  /**
   * Boots a plugin while the server runs, in the place of an added one of its name, and resolves when it answers. A plugin that fails
   * leaves the one before it running, or is quarantined where none was: see the report that it resolves to. One change at a time.
   *
   * @throws KernelError `BAD_PLUGIN`, `NOT_REPLACEABLE`, `IN_USE`; `WRONG_PHASE` before the server is ready
   */
  load(plugin: Plugin): Promise<LoadResult>
  /**
   * Takes an added plugin out while the server runs, and resolves when it answers no more. Its open requests finish.
   *
   * @throws KernelError `NO_SUCH_PLUGIN`, `NOT_REPLACEABLE`, `IN_USE`; `WRONG_PHASE` before the server is ready
   */
  unload(name: string): Promise<void>
  /** Resolves when every plugin that was replaced or unloaded has ended. */
  retired(): Promise<void>
  /** Calls `watch` for every answered request, until the result is called. It must be fast and must not throw. */
  watchRequests(watch: RequestWatcher): () => void
}

/** What loading a plugin came to. */
export interface LoadResult {
  /** Why the plugin does not run; `undefined` if it does. */
  readonly failure: string | undefined
  /** The last phase that it entered. */
  readonly phase: Phase
  /** Of the plugin that is in place now: the one before it, if that goes on. */
  readonly report: PluginReport
}

/** Registered by the kernel itself, before any plugin. */
export const kernelService = serviceKey<KernelService>('kernel')

/**
 * Patterns of a plugin's schemas that the plugin's tests prove to be linear. The boot does not check them again:
 * checking a pattern can take longer than starting a plugin.
 */
export const linearPatterns = contributionPoint<string>('linearPatterns')

/** Plugins add how errors of their libraries are answered: a lost database as 503, not as 500. */
export const problemTranslators = contributionPoint<ProblemTranslator>('problemTranslators')
