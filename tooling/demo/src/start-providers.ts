import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
} from '@tributary/integration-fitbit/simulator'
import { createSpotifySimulator, type SpotifySimulator } from '@tributary/integration-spotify/simulator'

/** The simulated providers. */
export interface Providers {
  readonly google: GoogleHealthSimulator
  readonly spotify: SpotifySimulator
}

export interface DemoClients {
  readonly fitbit: { readonly id: string; readonly secret: string }
  readonly spotify: { readonly id: string; readonly secret: string }
}

/** Starts them with the clients of the server, as registered by an administrator. */
export async function startProviders(
  publicUrl: string,
  { fitbit, spotify }: DemoClients,
): Promise<Providers> {
  const registered = (client: { id: string; secret: string }, name: string) => ({
    ...client,
    redirectUris: [`${publicUrl}/api/${name}/callback`],
  })
  const [google, music] = await Promise.all([
    createGoogleHealthSimulator({ clients: [registered(fitbit, 'fitbit')] }),
    createSpotifySimulator({ clients: [registered(spotify, 'spotify')] }),
  ])
  return { google, spotify: music }
}
