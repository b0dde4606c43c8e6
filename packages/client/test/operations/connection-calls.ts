import * as tributary from '../../src/index.ts'
import { jobsFollowJob, Redirection } from '../../src/index.ts'
import type { World } from './world.ts'

type Tributary = typeof tributary
/** `ConnectAccount`: the operations that every integration with OAuth has. */
type Suffix = keyof Tributary extends infer Id ? (Id extends `fitbit${infer Rest}` ? Rest : never) : never
type WithOAuth = 'fitbit' | 'oura' | 'spotify' | 'youtube'
type Connected = WithOAuth | 'lastfm' | 'listenbrainz'
type Calls = Readonly<Record<string, () => Promise<unknown>>>
type Named<Name extends string, Of extends Calls> = {
  readonly [Key in keyof Of & string as `${Name}${Key}`]: Of[Key]
}

const DAYS = { from: '2026-11-20', to: '2026-11-21' }

/** Connects an account by the page of the provider. */
export function oauthCalls<Name extends WithOAuth>(name: Name, world: World) {
  const { session } = world
  const begin = async () => (await operationOf(name, 'ConnectAccount')({ client: session, body: {} })).data
  return named(name, {
    async ConnectAccount() {
      await begin()
    },
    async CompleteConnection() {
      const { authorizationUrl } = await begin()
      const { search } = await world.server.providers[name].authorize(authorizationUrl)
      const query = Object.fromEntries(new URLSearchParams(search))
      const complete = operationOf(name, 'CompleteConnection')
      const answer: unknown = await complete({ client: session, query, redirect: 'manual' }).catch(
        (error: unknown) => error,
      )
      if (!(answer instanceof Redirection)) throw answer
    },
  })
}

/** Connects an account by what the person enters: a token, a user name. */
export function credentialsCalls({ client, server }: World) {
  const { accessToken } = server.providers.listenbrainz.controls.grant()
  const { lastfmConnectAccount, listenbrainzConnectAccount } = tributary
  return {
    lastfmConnectAccount: () => lastfmConnectAccount({ client, body: { username: 'sim-ada' } }),
    listenbrainzConnectAccount: () => listenbrainzConnectAccount({ client, body: { apiKey: accessToken } }),
  }
}

/** A connected account, however it was connected. */
export function connectionCalls<Name extends Connected>(name: Name, { client }: World) {
  const of = <Of extends Suffix>(suffix: Of) => operationOf(name, suffix)
  let id = ''
  return named(name, {
    GetIntegration: () => of('GetIntegration')({ client }),
    async ListConnections() {
      const { data } = await of('ListConnections')({ client })
      id = data.items[0]?.id ?? ''
    },
    GetConnection: () => of('GetConnection')({ client, path: { id } }),
    UpdateConnection: () => of('UpdateConnection')({ client, path: { id }, body: { label: 'Mine' } }),
    UpdateOnlyConnection: () => of('UpdateOnlyConnection')({ client, body: { label: 'Only' } }),
    SyncConnection: () => of('SyncConnection')({ client, path: { id }, body: DAYS }),
    /** To its end: later calls read what it brings. */
    async SyncOnlyConnection() {
      const { data } = await of('SyncOnlyConnection')({ client })
      const jobs = await Array.fromAsync(jobsFollowJob({ client, path: { id: data.id } }))
      if (jobs.at(-1)?.status !== 'succeeded') throw new Error(`the sync ended as ${jobs.at(-1)?.status}`)
    },
  })
}

/** Its end: first the data is kept, then deleted. */
export function disconnectCalls<Name extends Connected>(name: Name, { client }: World) {
  const of = <Of extends Suffix>(suffix: Of) => operationOf(name, suffix)
  return named(name, {
    async DisconnectConnection() {
      const { data } = await of('ListConnections')({ client })
      const path = { id: data.items[0]?.id ?? '' }
      await of('DisconnectConnection')({ client, path, query: { data: 'keep' } })
    },
    DisconnectOnlyConnection: () => of('DisconnectOnlyConnection')({ client, query: { data: 'delete' } }),
  })
}

/** The operation of an integration. All take and answer what that of Fitbit does, as far as it is used here. */
function operationOf<Of extends Suffix>(name: string, suffix: Of): Tributary[`fitbit${Of}`] {
  return (tributary as unknown as Record<string, unknown>)[`${name}${suffix}`] as Tributary[`fitbit${Of}`]
}

function named<Name extends string, Of extends Calls>(name: Name, calls: Of): Named<Name, Of> {
  return Object.fromEntries(Object.entries(calls).map(([key, call]) => [`${name}${key}`, call])) as Named<
    Name,
    Of
  >
}
