import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
} from '@tributary/integration-fitbit/simulator'
import {
  createLastFmSimulator,
  API_KEY as LASTFM_API_KEY,
  type LastFmSimulator,
} from '@tributary/integration-lastfm/simulator'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
} from '@tributary/integration-listenbrainz/simulator'
import { createOuraSimulator, type OuraSimulator } from '@tributary/integration-oura/simulator'
import { createSpotifySimulator, type SpotifySimulator } from '@tributary/integration-spotify/simulator'
import { SCOPE, simulateYouTubeApi } from '@tributary/integration-youtube/simulator'

/** A simulator of each provider, by the integration. */
export interface Providers {
  readonly fitbit: GoogleHealthSimulator
  readonly oura: OuraSimulator
  readonly spotify: SpotifySimulator
  /** The same as that of Fitbit: both sign in at Google. */
  readonly youtube: GoogleHealthSimulator
  readonly lastfm: LastFmSimulator
  readonly listenbrainz: ListenBrainzSimulator
  /** Directs a server to them. */
  readonly environment: Readonly<Record<string, string>>
  stop(): Promise<void>
}

const SECRET = 'a-client-secret'

/** Starts them, with the clients of a server registered. */
export async function startProviders(publicUrl: string): Promise<Providers> {
  const clients = (name: string) => [
    { id: name, secret: SECRET, redirectUris: [`${publicUrl}/api/${name}/callback`] },
  ]
  const accounts = [{ id: 'ada', name: 'Ada' }]
  const { routes } = simulateYouTubeApi({ accounts, now: Date.now() })
  const [fitbit, oura, spotify, lastfm, listenbrainz] = await Promise.all([
    createGoogleHealthSimulator({
      accounts,
      clients: [...clients('fitbit'), ...clients('youtube')],
      others: { scopes: [SCOPE], routes },
    }),
    createOuraSimulator({ clients: clients('oura') }),
    createSpotifySimulator({ clients: clients('spotify') }),
    createLastFmSimulator(),
    createListenBrainzSimulator(),
  ])
  const all = [fitbit, oura, spotify, lastfm, listenbrainz]
  const registered = ['FITBIT', 'OURA', 'SPOTIFY', 'YOUTUBE'].flatMap((name) => [
    [`${name}_CLIENT_ID`, name.toLowerCase()],
    [`${name}_CLIENT_SECRET`, SECRET],
  ])
  const endpoints = all.flatMap((simulator) => Object.entries(simulator.endpoints))
  return {
    fitbit,
    oura,
    spotify,
    youtube: fitbit,
    lastfm,
    listenbrainz,
    environment: {
      LASTFM_API_KEY,
      ...Object.fromEntries(registered),
      PROVIDER_ENDPOINTS: endpoints.map(([real, here]) => `${real}=${here}`).join(','),
    },
    async stop() {
      await Promise.all(all.map(async (simulator) => simulator.stop()))
    },
  }
}
