import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

/** What browsers let a page of another origin read besides the usual headers: all that this server says in headers. */
const EXPOSED = [
  'Accept',
  'Allow',
  'Content-Disposition',
  'Deprecation',
  'ETag',
  'Idempotent-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Sunset',
  'Tributary-Read-After',
  'WWW-Authenticate',
  'X-Request-Id',
]

const SENT = [
  'Accept',
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Last-Event-ID',
  'MCP-Protocol-Version',
  'Tributary-Read-After',
  'X-Request-Id',
]

/** Chromium's maximum. */
const PREFLIGHT_SECONDS = 7_200

/**
 * Lets pages of these origins call the API and read its answers (CORS), with credentials. Pages of any other origin get no
 * such header. That is about reading: what a page may change is decided where a session is authenticated.
 */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  const allowed = new Set(origins.map((origin) => new URL(origin).origin))
  await app.register(cors, {
    // As a function: with a list, the library adds the other headers for every origin.
    origin: (origin, done) => done(null, origin !== undefined && allowed.has(origin) ? origin : false),
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: SENT,
    exposedHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  })
}
