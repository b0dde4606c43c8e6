// The package brings no types of its own; this is what the tests use of it.
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Token {
    readonly accountId: string
    readonly scope: string
    readonly isExpired: boolean
  }

  export default class Provider {
    constructor(issuer: string, configuration: object)
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    on(event: string, listener: (...args: unknown[]) => void): this
    readonly AccessToken: { find(value: string): Promise<Token | undefined> }
  }
}
