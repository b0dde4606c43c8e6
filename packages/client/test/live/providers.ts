import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
} from '@tributary/integration-fitbit/simulator'
import {
  API_KEY as LASTFM_API_KEY,
  createLastFmSimulator,
  type LastFmSimulator,
} from '@tributary/integration-lastfm/simulator'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
} from '@tributary/integration-listenbrainz/simulator'
import { createOuraSimulator, type OuraSimulator } from '@tributary/integration-oura/simulator'
import { createSpotifySimulator, type SpotifySimulator } from '@tributary/integration-spotify/simulator'

/** A simulator of each provider, by the integration. */
export interface Providers {
  readonly fitbit: GoogleHealthSimulator
  readonly oura: OuraSimulator
  readonly spotify: SpotifySimulator
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
  const [fitbit, oura, spotify, lastfm, listenbrainz] = await Promise.all([
    createGoogleHealthSimulator({ clients: clients('fitbit') }),
    createOuraSimulator({ clients: clients('oura') }),
    createSpotifySimulator({ clients: clients('spotify') }),
    createLastFmSimulator(),
    createListenBrainzSimulator(),
  ])
  const all = [fitbit, oura, spotify, lastfm, listenbrainz]
  const registered = ['FITBIT', 'OURA', 'SPOTIFY'].flatMap((name) => [
    [`${name}_CLIENT_ID`, name.toLowerCase()],
    [`${name}_CLIENT_SECRET`, SECRET],
  ])
  const endpoints = all.flatMap((simulator) => Object.entries(simulator.endpoints))
  return {
    fitbit,
    oura,
    spotify,
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
