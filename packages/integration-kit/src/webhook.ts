import type { ConfigurationValues } from './config/configuration-values.ts'
import type { DateRange } from './dates/date-range.ts'

/** A request of the provider to `/api/public/<name>/webhook`. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST'
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** As it was sent, to the byte: what a signature is over. */
  readonly rawBody: Uint8Array
  /** The body as JSON; `undefined` if it is not valid JSON. */
  readonly body: unknown
  /** What the administrator has set, secrets opened. */
  readonly config: ConfigurationValues
}

/** How the provider signs its requests: an HMAC over the raw body. */
export interface WebhookSignature {
  /** The header that carries it: `x-hub-signature-256`. */
  readonly header: string
  readonly algorithm: 'sha1' | 'sha256' | 'sha512'
  readonly encoding: 'hex' | 'base64'
  /** What stands before it in the header: `sha256=`. */
  readonly prefix?: string
  /** The field of the config that holds the secret. */
  readonly secret: string
  /** What is signed where it is more than the body: `v0:<timestamp>:<body>` (Slack). */
  payload?(request: WebhookRequest): string
}

/** What the provider tells, of one of its accounts. */
export type WebhookEvent = {
  /** The `id` that `identify` has returned for the account. */
  readonly accountId: string
} & (
  | {
      /** There is something new: read it. */
      readonly sync: {
        /** Default: all that the person has switched on. */
        readonly streams?: readonly string[]
        /** Local dates. Default: what a scheduled sync reads. */
        readonly window?: DateRange
      }
    }
  /** The provider has these records no longer. */
  | { readonly remove: { readonly stream: string; readonly externalIds: readonly string[] } }
  /** The person has withdrawn the access at the provider. */
  | { readonly withdrawn: true }
)

/** What the server does when the provider calls it. Needs exactly one of `signature` and `verify`. */
export interface Webhook {
  readonly signature?: WebhookSignature
  /** Whether a request is the provider's, where it signs in another way. */
  verify?(request: WebhookRequest): boolean | Promise<boolean>
  /** Answers the request by which the provider tries the address, once it is verified where it is a POST; `undefined` for any other. */
  handshake?(
    request: WebhookRequest,
  ): { readonly status?: number; readonly body?: string | Readonly<Record<string, unknown>> } | undefined
  /** What a request tells. */
  events(request: WebhookRequest): readonly WebhookEvent[]
  /** Of the answer to a request that was understood. Default 200. */
  readonly answerStatus?: 200 | 202 | 204
}

/**
 * Declares what the provider may call. The address is `/api/public/<name>/webhook`, shown to the administrator.
 *
 * @example
 * webhook: webhook({
 *   signature: { header: 'x-hub-signature-256', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', secret: 'webhookSecret' },
 *   handshake: ({ query }) => (query['hub.challenge'] === undefined ? undefined : { body: { 'hub.challenge': query['hub.challenge'] } }),
 *   events: ({ body }) => [{ accountId: String((body as { owner_id: number }).owner_id), sync: { streams: ['rides'] } }],
 * })
 */
export function webhook(options: Webhook): Webhook {
  return options
}
