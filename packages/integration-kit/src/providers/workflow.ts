import type { TObject } from 'typebox'
import { type Provider, type ProviderOptions, providerOf } from './provider.ts'

/** Something that happened, for a workflow to react to. */
export interface WorkflowEvent {
  /**
   * 1 to 100 characters of `A-Z a-z 0-9 - _`. The same for each attempt to send the event, which may have arrived although its answer was
   * lost: pass it on where the service recognises a repetition. Two events never share an id.
   */
  readonly id: string
  /** Words of `a-z 0-9 _` that are joined by dots: `rule.fired`. */
  readonly type: string
  /** The instant at which it happened, RFC 3339; the same for each attempt. */
  readonly at: string
  /** JSON: no `undefined`, no instants. The same for each attempt. */
  readonly data: unknown
}

/** Starts workflows of an automation service. */
export interface WorkflowTrigger {
  /**
   * Resolves when the service has accepted the event; what the workflow then does is not waited for. It may be called again with the same
   * event: an event with an id that the service has accepted before starts nothing further where the service recognises repetitions, and is
   * no error.
   *
   * @throws IntegrationError `rate_limit` (`retryAfterSeconds` is respected) and `upstream` are tried again by the server, for about a day.
   * `bad_configuration`, `permission_denied`, `auth_expired`, `action_required` and `provider_gone` are not, since a person has to change
   * something first; `invalid_data` is not, since the service will never accept this event
   */
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
 *         await http.post('', { schema: Sent, json: event, headers: { 'idempotency-key': event.id } })
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
