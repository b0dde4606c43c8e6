import { createHmac } from 'node:crypto'

/**
 * The PKCE verifier of a flow, made of what the browser keeps and the state: nobody who reads the database, the
 * provider's logs or the browser's history has both. So it need not be stored at all.
 */
export function codeVerifier(browserToken: string, state: string): string {
  return createHmac('sha256', browserToken).update(state).digest('base64url')
}
