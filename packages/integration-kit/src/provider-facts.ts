/** What is known of a provider, and what the server acts on before a person runs into it. */
export interface ProviderFacts {
  /** Only this many days back can be read; a longer back-fill is cut to it. */
  readonly historyLimitDays?: number
  /** The day the provider's interface ends or ended, `YYYY-MM-DD`, and its successor. Afterwards, accounts cannot be connected. */
  readonly sunset?: {
    readonly date: string
    /** For people: `Google Health`. */
    readonly successor?: string
    /** The integration that reads the successor, by its name. Pages lead to it. */
    readonly successorIntegration?: string
  }
  /** The provider does not register new clients; existing ones work. The sentence says since when and what to do. */
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
  /**
   * What the provider's terms forbid, shown to a person before they connect. `combination`: exports of several integrations leave its data
   * out. `ai`: nothing hands its data to a language model. `storage`: people are told; it is on them whether they may keep it.
   */
  readonly terms?: readonly ProviderTerm[]
  /** Sentences a person should read before they start. */
  readonly notes?: readonly string[]
}

/** A use of data that a provider may forbid: keeping it for good, handing it to a language model, combining it with other data. */
export type ForbiddenUse = 'storage' | 'ai' | 'combination'

/**
 * @example
 * { forbids: 'ai', sentence: 'Strava forbids any use of its data with AI.', source: 'https://www.strava.com/legal/api', checkedOn: '2026-11-20' }
 */
export interface ProviderTerm {
  readonly forbids: ForbiddenUse
  /** For the person. */
  readonly sentence: string
  /** Where it is written. */
  readonly source: string
  /** The day when it was read there, `YYYY-MM-DD`: terms change. */
  readonly checkedOn: string
}
