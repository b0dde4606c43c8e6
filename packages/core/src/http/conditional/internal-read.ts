import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../../principal.ts'

const storage = new AsyncLocalStorage<Principal>()

/** For whom the server itself reads a resource: the request was admitted already. `undefined` for requests from outside. */
export function internalReader(): Principal | undefined {
  return storage.getStore()
}

/** The entity tag that GET at the address of a request has for its sender now; `undefined` where it answers with none. */
export async function readEntityTag(
  app: FastifyInstance,
  { url, principal, host }: FastifyRequest,
): Promise<string | undefined> {
  if (principal === null) return undefined
  const [path = url] = url.split('?')
  // `inject` begins when it is awaited, which has to be inside.
  const reply = await storage.run(
    principal,
    async () => await app.inject({ method: 'GET', url: path, headers: { host } }),
  )
  return reply.statusCode === 200 ? reply.headers.etag : undefined
}
