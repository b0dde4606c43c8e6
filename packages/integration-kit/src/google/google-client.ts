import { type OAuth2Auth, oauth2 } from '../auth/oauth2.ts'
import type { SetupInfo } from '../config/configuration-values.ts'
import { field } from '../config/field.ts'

/**
 * The sign-in of an API of Google, by an OAuth client of the type "Web application".
 *
 * @param extraScopes requested besides those of the streams
 * @see https://developers.google.com/identity/protocols/oauth2/web-server
 *
 * @example
 * auth: googleOAuth()
 */
export function googleOAuth({ extraScopes }: Pick<OAuth2Auth, 'extraScopes'> = {}): OAuth2Auth {
  return oauth2({
    authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenUrl: 'https://oauth2.googleapis.com/token',
    revocation: { url: 'https://oauth2.googleapis.com/revoke', style: 'query' },
    issuer: 'https://accounts.google.com',
    ...(extraScopes && { extraScopes }),
    pkce: true,
    clientAuthentication: 'body',
    rotation: 'none-returned',
    authorizationParameters: {
      // Only both together return a refresh token each time, also if the person has consented before.
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'true',
    },
  })
}

/**
 * The fields `clientId` and `clientSecret` of the OAuth client of a Google Cloud project. The variables that give their values are `<env>_CLIENT_ID`
 * and `<env>_CLIENT_SECRET`.
 *
 * @example
 * const config = fields(googleConfig('YOUTUBE'))
 */
export function googleConfig(env: string) {
  return {
    clientId: field.text({
      label: 'Client ID',
      help: 'Of an OAuth client of the type "Web application" in the Google Cloud console.',
      placeholder: '123456789-abc.apps.googleusercontent.com',
      env: `${env}_CLIENT_ID`,
    }),
    clientSecret: field.secret({ label: 'Client secret', env: `${env}_CLIENT_SECRET` }),
  }
}

/**
 * What an administrator enters in the Google Cloud console, as `setupInfo`.
 *
 * @param api the API to enable, by its name and its service
 *
 * @example
 * const setupInfo = googleSetup('YouTube Data API v3 (youtube.googleapis.com)')
 */
export function googleSetup(api: string) {
  return ({ callbackUrl }: { readonly callbackUrl: string }): readonly SetupInfo[] => [
    { label: 'Authorized redirect URI', value: callbackUrl, copyable: true },
    { label: 'API to enable', value: api },
    { label: 'Publishing status', value: 'In production: in "Testing", connections end after 7 days' },
  ]
}
