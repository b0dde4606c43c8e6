import type { ProviderProfile } from '@tributary/provider-simulator'

/** How the authorization server of Example Service behaves, as data. */
export const exampleServiceProfile: ProviderProfile = {
  deviceAuthorizationUrl: 'https://example-service.example/oauth/device',
  tokenUrl: 'https://example-service.example/oauth/token',
  scopes: ['read'],
  clientAuthentication: ['body'],
  pkce: 'ignored',
  rotation: 'strict',
  accessTokenSeconds: 3600,
}
