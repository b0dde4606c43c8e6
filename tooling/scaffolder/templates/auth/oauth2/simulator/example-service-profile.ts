import type { ProviderProfile } from '@tributary/provider-simulator'

/** How the authorization server of Example Service behaves, as data. */
export const exampleServiceProfile: ProviderProfile = {
  authorizationUrl: 'https://example-service.example/oauth/authorize',
  tokenUrl: 'https://example-service.example/oauth/token',
  scopes: ['read'],
  clientAuthentication: ['basic'],
  pkce: 'required',
  rotation: 'strict',
  accessTokenSeconds: 3600,
}
