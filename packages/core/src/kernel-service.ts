import type { BootReport, KernelState, ServiceGraph } from './boot-report.ts'
import { contributionPoint } from './contribution-point.ts'
import type { ProblemTranslator } from './http/answer-problem.ts'
import type { OpenApiDocument } from './openapi/document.ts'
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
