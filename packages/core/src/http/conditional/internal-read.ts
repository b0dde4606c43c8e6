import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { currentUnit } from '../../current-person.ts'
import type { Principal } from '../../principal.ts'

/** For whom the server itself reads a resource, and the unit of work that its queries belong to. */
export interface InternalReader {
  readonly principal: Principal
  readonly unit: object | undefined
}

const storage = new AsyncLocalStorage<InternalReader>()

/** The reader of a request that was admitted already. `undefined` for requests from outside. */
export function internalReader(): InternalReader | undefined {
  return storage.getStore()
}

/** What GET at an address answers: whether there is anything, and its entity tag if it has one. */
export interface PresentState {
  readonly exists: boolean
  readonly tag: string | undefined
}

/** What GET at the address of a request answers its sender now, as its unit of work sees it. */
export async function readPresentState(
  app: FastifyInstance,
  { url, principal, host }: FastifyRequest,
): Promise<PresentState> {
  if (principal === null) return { exists: false, tag: undefined }
  const [path = url] = url.split('?')
  // `inject` begins when it is awaited, which has to be inside.
  const reply = await storage.run(
    { principal, unit: currentUnit() },
    async () => await app.inject({ method: 'GET', url: path, headers: { host } }),
  )
  const exists = reply.statusCode === 200
  return { exists, tag: exists ? reply.headers.etag : undefined }
}
