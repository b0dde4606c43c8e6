import type { OAuth2Auth } from '@tributary/integration-kit/host'
import type { Names } from '../../check/known-members.ts'
import { OAUTH_SERVER_MEMBERS } from '../oauth-server-members.ts'

export const members: Names<OAuth2Auth> = {
  ...OAUTH_SERVER_MEMBERS,
  authorizationUrl: true,
  issuer: true,
  pkce: true,
  authorizationParameters: true,
  grantedScopesIn: true,
}
