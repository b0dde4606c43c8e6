import { Readable } from 'node:stream'
import type { FastifyInstance, onSendHookHandler } from 'fastify'
import { dependsOnEncoding } from './compression.ts'
import { addVary } from './vary.ts'

/**
 * Has each GET route answer HEAD as well, unless another route does. Fastify itself would register a second route for each, which doubles
 * the time that routes take at boot. Call it before any route is added.
 */
export function answerHead(app: FastifyInstance): void {
  app.addHook('onRoute', function (route) {
    const { url, method, constraints = {}, exposeHeadRoute = true } = route
    if (method !== 'GET' || !exposeHeadRoute) return
    if (!this.hasRoute({ method: 'HEAD', url, constraints })) route.method = ['GET', 'HEAD']
  })
}

/**
 * An `onSend` hook of routes that answer HEAD, before what compresses: takes the content out, and sends its length unless
 * GET would compress it. A stream is not read.
 */
export const withoutContent: onSendHookHandler = (request, reply, payload, done) => {
  if (request.method !== 'HEAD') {
    done(null, payload)
    return
  }
  const varies = dependsOnEncoding(reply, payload)
  if (varies) addVary(reply, 'Accept-Encoding')
  if (payload instanceof Readable) payload.destroy()
  const hasOtherLength = varies && request.headers['accept-encoding'] !== undefined
  if (isWhole(payload) && !hasOtherLength) reply.header('content-length', Buffer.byteLength(payload))
  done(null, null)
}

function isWhole(payload: unknown): payload is string | Buffer {
  return typeof payload === 'string' || Buffer.isBuffer(payload)
}
