import { serviceKey } from '@tributary/core'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { CONNECTION_REASONS } from './connection-reasons.ts'
import { HEALTH_STATUSES } from './health/connection-health.ts'

/** The states of a connection. */
export const CONNECTION_STATUSES = [
  'connected',
  'needs_reauth',
  'needs_permission',
  'needs_action',
  'paused',
  'disconnected',
] as const

export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number]

export const EXAMPLE_CONNECTION_ID = '0197a1c2-5b3d-7e4f-8a6b-1c2d3e4f5a6b'

/** A person's link to one account at a provider, as the API shows it. */
export const Connection = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    integration: Type.String(),
    status: Type.Enum([...CONNECTION_STATUSES]),
    health: Type.Enum([...HEALTH_STATUSES], {
      description:
        'By its status, its last syncs and their errors. `degraded`: it works in part, or its last success is older than three intervals. `unhealthy`: it needs you, or has failed three times in a row. `unknown`: not synced yet, paused by you, or its integration is down.',
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it is not `connected`, and the cure.',
    }),
    reasonCode: Type.Union([Type.Enum([...CONNECTION_REASONS]), Type.Null()], {
      description:
        'The same for programs, for words in other languages. `access_withdrawn`: the provider reported that the person ended the access. `credentials_rejected`: the provider no longer accepts the credentials. `test_access_expired`: the provider ends the access of apps in its testing mode after some days. `scope_missing`: see `missingScopes`. `action_required`: the person must act at the provider, as `reason` says. `bad_configuration`: the administrator must act, as `reason` says. `paused_by_user`: the person has paused it. `failed_repeatedly`: paused after ten failed syncs in a row, see `lastError`. `provider_gone`: the provider has ended its interface. Null if it is `connected` or `disconnected`, or has its reason from an older version.',
    }),
    accountName: Type.Union([Type.String(), Type.Null()], { description: 'Of the account at the provider.' }),
    label: Type.Union([Type.String(), Type.Null()], {
      description: 'Your label, if the name of the account does not distinguish two connections.',
    }),
    simulated: Type.Boolean({
      description: 'Demo data: its provider is simulated in the server, and nothing leaves it.',
    }),
    grantedScopes: Type.Array(Type.String()),
    missingScopes: Type.Array(Type.String(), {
      description: 'Scopes that streams need and that were not granted.',
    }),
    settings: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Your settings of this connection.',
    }),
    streams: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          enabled: Type.Boolean(),
          runs: Type.Boolean({ description: 'Enabled, and its scopes are granted.' }),
        },
        {
          title: 'connections.ConnectionStream',
          description: 'A stream of a connection.',
          examples: [{ id: 'recently-played', enabled: true, runs: true }],
        },
      ),
    ),
    connectedAt: Type.String({ format: 'date-time' }),
    lastSyncAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    nextSyncAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    lastError: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
  },
  {
    title: 'connections.Connection',
    description: 'A connection: the link to one account at a provider.',
    examples: [
      {
        id: EXAMPLE_CONNECTION_ID,
        integration: 'spotify',
        status: 'connected',
        health: 'healthy',
        reason: null,
        reasonCode: null,
        accountName: 'Ada',
        label: null,
        simulated: false,
        grantedScopes: ['user-read-recently-played'],
        missingScopes: [],
        settings: { timeZone: 'Europe/Berlin' },
        streams: [{ id: 'recently-played', enabled: true, runs: true }],
        connectedAt: '2026-11-01T09:30:00.000Z',
        lastSyncAt: '2026-11-20T12:00:00.000Z',
        nextSyncAt: '2026-11-20T13:00:00.000Z',
        lastError: null,
      },
    ],
  },
)

export type Connection = Static<typeof Connection>

/** Names a connection of one user. */
export interface OwnConnection {
  readonly userId: string
  readonly connectionId: string
}

/** Which connection is renewed: its id; `new` for another one; `undefined` where the account decides. */
export type ConnectionTarget = string | undefined

/** Connects people's accounts. The connections plugin registers it; the standard routes call it. */
export interface Connections {
  /** A user's connections of an integration, the oldest first. A disconnected one is there as long as its data is kept. */
  list(whose: { readonly userId: string; readonly integration: string }): Promise<readonly Connection[]>
  /** A user's connections of all integrations. */
  listAll(userId: string): Promise<readonly Connection[]>
  /** A user's connection; `undefined` when it does not exist or belongs to another user. */
  find(own: OwnConnection): Promise<Connection | undefined>
  /** The cookie that keeps a flow in the browser that began it. One for all flows of a browser. */
  readonly browserCookie: { readonly name: string; readonly secure: boolean }
  /** The one address that a provider sends people back to: what the administrator registers there. */
  redirectUri(integration: string): string
  /** Why the provider will refuse that address, and what to do; `undefined` when it will take it. */
  refusalOfRedirectUri(integration: string): string | undefined
  /** The connections of an account, of all people who have connected it, that have not ended. */
  findByAccount(
    integration: string,
    accountId: string,
  ): Promise<readonly { readonly userId: string; readonly connection: Connection }[]>
  /** The person has withdrawn the access at the provider, which says so. They are asked to connect again. */
  withdraw(own: OwnConnection): Promise<void>
  /** Begins an OAuth flow, the first or another for the same account. */
  begin(request: {
    readonly userId: string
    readonly integration: string
    /** What the browser's cookie holds, if it has one. */
    readonly browserToken: string | undefined
    /** A path of this server to come back to. */
    readonly returnPath?: string | undefined
    readonly settings?: ConfigurationValues | undefined
    readonly connection?: ConnectionTarget
  }): Promise<{
    readonly authorizationUrl: string
    /** For the browser's cookie, to be given back to `complete`. */
    readonly browserToken: string
    readonly expiresInSeconds: number
  }>
  /** Ends the flow: checks it, exchanges the code for tokens and stores them. */
  complete(request: {
    readonly userId: string
    readonly integration: string
    readonly browserToken: string | undefined
    /** The query string of the callback, without "?". */
    readonly query: string
  }): Promise<{
    readonly connection: Connection
    /** The path that the flow began with, if any. */
    readonly returnPath: string | undefined
  }>
  /** Connects with what the person has entered, once the provider has accepted it. */
  connectWithCredentials(request: {
    readonly userId: string
    readonly integration: string
    /** Of the fields that the integration asks for. */
    readonly values: Readonly<Record<string, unknown>>
    readonly settings?: ConfigurationValues | undefined
    readonly connection?: ConnectionTarget
  }): Promise<{ readonly connection: Connection /** Not renewed. */; readonly isNew: boolean }>
  /** Begins a device flow: a code, and where the person enters it (RFC 8628). */
  beginDevice(request: {
    readonly userId: string
    readonly integration: string
    readonly settings?: ConfigurationValues | undefined
    readonly connection?: ConnectionTarget
  }): Promise<{
    /** Names the flow to `pollDevice`. */
    readonly flow: string
    readonly userCode: string
    readonly verificationUri: string
    readonly verificationUriComplete: string | null
    readonly pollAfterSeconds: number
    /** RFC 3339. */
    readonly expiresAt: string
  }>
  /** Asks the provider whether the person has entered the code, at most as often as the provider allows. */
  pollDevice(request: {
    readonly userId: string
    readonly integration: string
    readonly flow: string
  }): Promise<
    { readonly connection: Connection; readonly isNew: boolean } | { readonly pollAfterSeconds: number }
  >
  /** Stops or starts syncing, or single streams, names it, and changes its settings. */
  change(request: {
    readonly userId: string
    readonly integration: string
    readonly connectionId: string
    readonly label?: string | null | undefined
    readonly paused?: boolean | undefined
    readonly streams?: Readonly<Record<string, boolean | undefined>> | undefined
    /** Those of them that are changeable; `null` clears one. */
    readonly settings?: ConfigurationValues | undefined
  }): Promise<Connection>
  /** Forgets the credentials at once, and has them revoked at the provider in the background. */
  disconnect(own: OwnConnection): Promise<void>
  /** Deletes a connection that has ended and whose data is deleted. */
  remove(own: OwnConnection): Promise<void>
  /** What keeps people from connecting: no configuration, the end of the provider's interface, a redirect URI it refuses. */
  readiness(integration: string): Promise<Readiness>
}

/** Whether people can connect, and what to know before. */
export interface Readiness {
  readonly configured: boolean
  /** Why connecting is impossible now, and what to do about it. */
  readonly obstacle: string | null
}

export const connections = serviceKey<Connections>('connections')
