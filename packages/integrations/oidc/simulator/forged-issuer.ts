import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What an issuer says wrongly, or differently from others. */
export interface Forgery {
  /** Over those of a valid ID token; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, unknown>>
  /** What signs the token: a key that is not published, the client secret, or nothing. */
  readonly signedBy?: 'another key' | 'the client secret' | 'nothing'
  readonly withoutIdToken?: boolean
  /** Over the parameters of a valid answer; `undefined` leaves one out. */
  readonly answer?: Readonly<Record<string, string | undefined>>
  /** What the user info says; there is no such endpoint otherwise. */
  readonly userInfo?: Readonly<Record<string, unknown>>
}

/** An issuer that says what a test wants: it has a path with a trailing slash, signs by ES256, and names no algorithm in its keys. */
export interface ForgedIssuer {
  readonly issuer: string
  readonly values: Readonly<Record<string, unknown>>
  /** A person signs in at once. Resolves to the query that the browser comes back with. */
  visit(url: string, subject: string, forgery?: Forgery): Record<string, string>
  /** From now on another key signs, and the former one is not published any longer. */
  rotateKey(): void
  stop(): Promise<void>
}

const SECRET = 'the-secret-of-the-client'
const CLIENT_ID = 'client-at-forged'

interface Visit {
  readonly subject: string
  readonly parameters: URLSearchParams
  readonly forgery: Forgery
}

interface Key {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly jwk: object
}

export async function startForgedIssuer({ hasUserInfo = false } = {}): Promise<ForgedIssuer> {
  const visits = new Map<string, Visit>()
  let key = createKey()
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/o/tributary/`
  let last: Visit | undefined

  const answers: Readonly<Record<string, (body: URLSearchParams) => object | undefined>> = {
    '/o/tributary/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}authorize`,
      token_endpoint: `${issuer}token`,
      jwks_uri: `${issuer}keys`,
      ...(hasUserInfo ? { userinfo_endpoint: `${issuer}me` } : {}),
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
    }),
    '/o/tributary/keys': () => ({ keys: [key.jwk] }),
    '/o/tributary/me': () => last?.forgery.userInfo ?? { sub: last?.subject },
    '/o/tributary/token': (body) => {
      const visit = visits.get(body.get('code') ?? '')
      const challenge = createHash('sha256')
        .update(body.get('code_verifier') ?? '')
        .digest('base64url')
      if (visit === undefined || visit.parameters.get('code_challenge') !== challenge) return undefined
      visits.delete(body.get('code') ?? '')
      last = visit
      return {
        access_token: randomUUID(),
        token_type: 'Bearer',
        ...(visit.forgery.withoutIdToken === true ? {} : { id_token: idToken(issuer, visit, key) }),
      }
    },
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const reply = answers[request.url ?? '']?.(new URLSearchParams(await readText(request)))
    response.writeHead(reply === undefined ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(reply ?? { error: 'invalid_grant' }))
  }
  server.on('request', (request, response) => void answer(request, response))

  return {
    issuer,
    values: { issuer, clientId: CLIENT_ID, clientSecret: SECRET, clientAuthentication: 'post' },
    visit(url, subject, forgery = {}) {
      const { searchParams: parameters } = new URL(url)
      const code = randomUUID()
      visits.set(code, { subject, parameters, forgery })
      const state = parameters.get('state') ?? ''
      const answer = { code, state, iss: issuer, ...forgery.answer }
      return Object.fromEntries(
        Object.entries(answer).filter((each): each is [string, string] => each[1] !== undefined),
      )
    },
    rotateKey() {
      key = createKey()
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function idToken(issuer: string, { subject, parameters, forgery }: Visit, key: Key): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: issuer,
    sub: subject,
    aud: CLIENT_ID,
    nonce: parameters.get('nonce'),
    iat: now,
    exp: now + 300,
    name: `Name of ${subject}`,
    email: `${subject}@example.org`,
    email_verified: true,
    ...forgery.claims,
  }
  const { signedBy } = forgery
  const alg = signedBy === 'nothing' ? 'none' : signedBy === 'the client secret' ? 'HS256' : 'ES256'
  const content = `${encode({ alg, kid: key.kid, ...forgery.header })}.${encode(claims)}`
  return `${content}.${signatureOf(content, { signedBy, key })}`
}

function signatureOf(
  content: string,
  { signedBy, key }: { readonly signedBy: Forgery['signedBy'] | undefined; readonly key: Key },
): string {
  if (signedBy === 'nothing') return ''
  if (signedBy === 'the client secret')
    return createHmac('sha256', SECRET).update(content).digest('base64url')
  const { privateKey } = signedBy === 'another key' ? createKey() : key
  return sign('sha256', Buffer.from(content), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
    'base64url',
  )
}

function createKey(): Key {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = randomUUID()
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' } }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
