import { createHmac } from 'node:crypto'

/**
 * The PKCE verifier of a flow, derived from the flow cookie of the browser and the state. A reader of the database,
 * the provider's logs or the browser's history never has both, so the verifier is not stored.
 */
export function codeVerifier(browserToken: string, state: string): string {
  return createHmac('sha256', browserToken).update(state).digest('base64url')
}
