import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** Something that happened, for a workflow to react to. */
export interface WorkflowEvent {
  /** The same for each delivery of the event, so that a workflow can recognise a repetition. */
  readonly id: string
  /** `item.created`. */
  readonly type: string
  /** RFC 3339. */
  readonly at: string
  readonly data: unknown
}

/** Starts workflows of an automation service. */
export interface WorkflowTrigger {
  /** Resolves when the service has accepted the event. */
  emit(event: WorkflowEvent): Promise<void>
}

/**
 * Declares where events start workflows.
 *
 * @example
 * provides: {
 *   workflow: workflowProvider({
 *     instance: fields({ address: field.url({ label: 'Address' }) }),
 *     api: { baseUrl: ({ config }) => config.address },
 *     test: async ({ http, step }) => {
 *       await step('Sent a test event', () => http.post('', { schema: Sent, json: { type: 'test' } }))
 *     },
 *     open: ({ http }) => ({
 *       emit: async (event) => {
 *         await http.post('', { schema: Sent, json: event })
 *       },
 *     }),
 *   }),
 * }
 */
export function workflowProvider<Form extends TObject>(
  options: ProviderOptions<'workflow', Form>,
): Provider<'workflow'> {
  return providerOf('workflow', options)
}
