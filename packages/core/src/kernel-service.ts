import type { BootReport, KernelState, ServiceGraph } from './boot-report.ts'
import { contributionPoint } from './contribution-point.ts'
import type { ProblemTranslator } from './http/answer-problem.ts'
import type { OpenApiDocument } from './openapi/document.ts'
import { serviceKey } from './service-key.ts'

/** What the kernel tells of itself, for the plugins that show it. */
export interface KernelService {
  readonly state: KernelState
  report(): BootReport
  services(): ServiceGraph
  /** The merged OpenAPI 3.1 document. */
  document(): OpenApiDocument
  /** One plugin's part as a document of its own; `undefined` for a plugin without operations. */
  pluginDocument(name: string): OpenApiDocument | undefined
  /**
   * Starts a quarantined plugin again, and those that were taken along with it. Throws a `KernelError`
   * (`NOT_RETRYABLE`) for one that failed before `start`.
   */
  retry(name: string): Promise<void>
}

/** Registered by the kernel itself, before any plugin. */
export const kernelService = serviceKey<KernelService>('kernel')

/**
 * Patterns of a plugin's schemas that its own tests hold to take linear time. The boot takes their word for it: to check
 * a pattern can take longer than to start a plugin.
 */
export const linearPatterns = contributionPoint<string>('linearPatterns')

/** Plugins add how errors of their libraries are answered: a lost database as 503, not as 500. */
export const problemTranslators = contributionPoint<ProblemTranslator>('problemTranslators')
