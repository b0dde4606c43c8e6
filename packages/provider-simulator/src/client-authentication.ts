import { createHash, timingSafeEqual } from 'node:crypto'
import type { ClientAuthentication, SimulatorClient } from './provider-profile.ts'

/** The client claimed by a token request. */
export interface ClientClaim {
  readonly style: ClientAuthentication
  readonly id: string
  readonly secret: string | undefined
}

/** Reads the client's authentication (RFC 6749, section 2.3.1); `undefined` if it is missing or occurs twice. */
export function readClientClaim(
  authorization: string | undefined,
  parameters: Readonly<Record<string, string>>,
  idParameter: string,
): ClientClaim | undefined {
  const bodyId = parameters[idParameter]
  const bodySecret = parameters['client_secret']
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (basic !== undefined) {
    if (bodySecret !== undefined) return undefined
    const [id, ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    // Form-encoded before base64 by standard clients, but not by others.
    return { style: 'basic', id: decoded(id ?? ''), secret: decoded(secret.join(':')) }
  }
  if (bodyId === undefined) return undefined
  return { style: bodySecret === undefined ? 'none' : 'body', id: bodyId, secret: bodySecret }
}

/** The client, if the claim is valid and of an accepted style. */
export function authenticatedClient(
  claim: ClientClaim | undefined,
  clients: readonly SimulatorClient[],
  styles: readonly ClientAuthentication[],
): SimulatorClient | undefined {
  if (claim === undefined || !styles.includes(claim.style)) return undefined
  const client = clients.find(({ id }) => id === claim.id)
  if (client === undefined) return undefined
  if (claim.style === 'none') return client
  return client.secret !== undefined && isSame(client.secret, claim.secret ?? '') ? client : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
