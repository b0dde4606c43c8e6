import type { FastifyInstance } from 'fastify'

/** An answered request, whichever instance has answered it. */
export interface AnsweredRequest {
  readonly method: string
  /** The path as the route declares it: `/api/jobs/:id`. `undefined` if no route matched. */
  readonly route: string | undefined
  readonly plugin: string | undefined
  readonly status: number
  readonly milliseconds: number
}

export type RequestWatcher = (request: AnsweredRequest) => void

/** Tells the watchers of each answered request. */
export function observeAnswers(app: FastifyInstance, watchers: ReadonlySet<RequestWatcher>): void {
  app.addHook('onResponse', (request, reply, done) => {
    const answered = {
      method: request.method,
      route: request.routeOptions.url,
      plugin: request.routeOptions.config.plugin,
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
    }
    for (const watch of watchers) watch(answered)
    done()
  })
}
