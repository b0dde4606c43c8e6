/** A request of a service to the address of an instance: `/api/public/plugins/instances/<id>/webhook`. */
export interface InstanceRequest {
  readonly method: 'GET' | 'POST'
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** As it was sent, to the byte: what a signature is over. */
  readonly rawBody: Uint8Array
  /** The body as JSON; `undefined` if it is not valid JSON. */
  readonly body: unknown
}

/** What a service has told. */
export type InstanceEvent =
  /** What became of a message that it had accepted. */
  | {
      readonly type: 'notification.delivery'
      /** Of the service. */
      readonly messageId: string
      readonly status: 'sent' | 'delivered' | 'read' | 'failed'
      /** Why it has failed, without secrets and without the recipient. */
      readonly reason?: string
    }
  /** A payment has another status: read it. */
  | { readonly type: 'payment.changed'; readonly paymentId: string }

/** What is answered, and what follows from the request. */
export interface InstanceAnswer {
  /** Default 200. */
  readonly status?: 200 | 202 | 204
  /** Plain text. Default: empty. */
  readonly body?: string
  readonly events?: readonly InstanceEvent[]
}

/** What an implementation may have besides its contract, where its service calls the server. */
export interface Receiving {
  /**
   * Takes a request that claims to be the service's. Its signature has to be checked first, with `hasHmacSignature` or in the service's own way;
   * `undefined` refuses it. Services repeat a request that was not answered, so taking one twice must do no harm.
   */
  receive?(request: InstanceRequest): InstanceAnswer | undefined | Promise<InstanceAnswer | undefined>
}
