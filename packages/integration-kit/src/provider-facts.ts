/** What is known of a provider, and what the server acts on before a person runs into it. */
export interface ProviderFacts {
  /** Only this many days back can be read; a longer back-fill is cut to it. */
  readonly historyLimitDays?: number
  /** The day the provider's interface ends or ended, `YYYY-MM-DD`, and what follows it. After it, nobody can connect. */
  readonly sunset?: { readonly date: string; readonly successor?: string }
  /** The provider takes no new clients: whoever has none cannot get one. The sentence says since when and what to do. */
  readonly closedToNewClients?: string
  /** How many people one client may serve before the provider wants to review it. */
  readonly userCap?: number
  readonly redirectUri?: {
    /** `localhost` is refused where a loopback IP literal is taken (Spotify). */
    readonly refusesLocalhost?: boolean
    /** Plain http is taken for loopback addresses alone; anything else has to be https. */
    readonly requiresHttpsBeyondLoopback?: boolean
    /** IP literals are taken for loopback alone (Google). */
    readonly refusesPublicIps?: boolean
  }
  /** Refresh tokens die this many days after the person connected while the client is in a testing state. */
  readonly testingClient?: {
    readonly refreshTokenDays: number
    /** Told when a connection ended about then: what happened and how to end it. */
    readonly explanation: string
  }
  /** A refresh token that is not used for so many days dies; the server refreshes idle connections before. */
  readonly refreshTokenIdleDays?: number
  /** Sentences a person should read before they start. */
  readonly notes?: readonly string[]
}
