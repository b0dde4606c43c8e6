import { type PluginApp, READ_AFTER_HEADER, signedIn } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import type { Caller, InnerRequest } from './caller.ts'

/** Headers that carry credentials. */
const CREDENTIALS = ['authorization', 'cookie'] as const

export interface CallerOptions {
  readonly signal: AbortSignal
  /** The present position of the database's log, where reads may go to a replica. */
  readonly position: () => Promise<string | undefined>
}

/** Makes requests of the same server with the credentials and from the address of a request. */
export function callerOfRequest(
  app: PluginApp,
  request: FastifyRequest,
  { signal, position }: CallerOptions,
): Caller {
  const credentials = Object.fromEntries(
    CREDENTIALS.flatMap((name) => {
      const value = request.headers[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  return {
    principal: signedIn(request),
    async request({ method, url, headers, body }: InnerRequest) {
      // An assistant does not carry the position of its last write along.
      const after = method === 'GET' ? await position() : undefined
      const { statusCode, payload } = await app.inject({
        method,
        url,
        remoteAddress: request.ip,
        headers: {
          accept: 'application/json',
          ...headers,
          ...credentials,
          ...(after === undefined ? {} : { [READ_AFTER_HEADER]: after }),
        },
        signal,
        ...(body === undefined ? {} : { payload: body as object }),
      })
      return { status: statusCode, body: readJson(payload) }
    },
  }
}

function readJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
