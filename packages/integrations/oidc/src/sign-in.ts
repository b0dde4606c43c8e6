import type {
  BegunSignIn,
  SignedInIdentity,
  SignInRequest,
  SignInReturn,
} from '@tributary/integration-kit/providers'
import * as oauth from 'oauth4webapi'
import { signInFailure } from './failure.ts'
import type { OidcConfig } from './form.ts'
import type { Issuer } from './issuer.ts'

/** OpenID Connect Core 1.0, section 3.1.2.1, with PKCE (RFC 7636). */
export async function beginSignIn(
  { server, client }: Issuer,
  { redirectUri, state }: SignInRequest,
  { scopes, prompt }: OidcConfig,
): Promise<BegunSignIn> {
  const verifier = oauth.generateRandomCodeVerifier()
  const nonce = oauth.generateRandomNonce()
  const url = new URL(server.authorization_endpoint ?? '')
  const parameters = {
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: [...new Set(['openid', ...scopes.split(' ')])].join(' '),
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(prompt === undefined ? {} : { prompt }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, kept: { verifier, nonce } }
}

/**
 * Exchanges the code and checks all that the issuer has said: `iss` of the response (RFC 9207), the ID token (OpenID Connect Core 1.0,
 * section 3.1.3.7) with its signature, and that the user info is of the same person (section 5.3.2).
 */
export async function completeSignIn(issuer: Issuer, returned: SignInReturn): Promise<SignedInIdentity> {
  try {
    return await identify(issuer, returned)
  } catch (error) {
    throw signInFailure(error)
  }
}

async function identify(
  { server, client, clientAuth, options }: Issuer,
  { query, state, redirectUri, kept }: SignInReturn,
): Promise<SignedInIdentity> {
  const { verifier = '', nonce = '' } = kept
  const parameters = oauth.validateAuthResponse(server, client, new URLSearchParams(query), state)
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    clientAuth,
    parameters,
    redirectUri,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  // The keys of an issuer are cached by the object of the server: a new one reads them now, so that a rotated key works at once, and a
  // withdrawn one does not.
  await oauth.validateApplicationLevelSignature({ ...server }, answer, options)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  if (claims === undefined || claims.sub === '') throw new TypeError('the ID token has no subject')
  const info =
    server.userinfo_endpoint === undefined
      ? {}
      : await readUserInfo({ server, client, options }, { claims, tokens })
  return { issuer: server.issuer, subject: claims.sub, ...profileOf({ ...claims, ...info }) }
}

async function readUserInfo(
  { server, client, options }: Pick<Issuer, 'server' | 'client' | 'options'>,
  { claims, tokens }: { readonly claims: oauth.IDToken; readonly tokens: oauth.TokenEndpointResponse },
): Promise<oauth.UserInfoResponse> {
  const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options)
  return oauth.processUserInfoResponse(server, client, claims.sub, answer)
}

function profileOf(claims: Readonly<Record<string, unknown>>): Omit<SignedInIdentity, 'issuer' | 'subject'> {
  const { email, email_verified: verified } = claims
  const name = claims['name'] ?? claims['preferred_username']
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    // Some issuers write the boolean as a text: Amazon Cognito, Apple.
    ...(typeof email === 'string' ? { email, emailVerified: verified === true || verified === 'true' } : {}),
  }
}
