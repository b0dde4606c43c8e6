import swagger from '@fastify/swagger'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { runForPerson } from '../current-person.ts'
import { baseDocument, type DocumentOptions } from '../openapi/document.ts'
import type { Generation } from '../openapi/generate-document.ts'
import type { PluginRecord } from '../plugin-record.ts'
import type { ProblemError } from '../problem.ts'
import { quarantineProblem } from './admit-requests.ts'
import { answerClientError } from './answer-client-error.ts'
import { answerProblem, type ProblemTranslator, unavailable } from './answer-problem.ts'
import { closeConnections } from './close-connections.ts'
import { compileSchemas } from './compile-schemas.ts'
import { compressAnswers } from './compression.ts'
import { allowOrigins } from './cross-origin.ts'
import { restoreHead, routeHeadAsGet } from './head-requests.ts'
import { parseJsonBodies } from './json-body.ts'
import { missingRoute } from './missing-route.ts'
import { observeAnswers, type RequestWatcher } from './observe-answers.ts'
import type { PluginApps } from './plugin-apps.ts'
import type { RequestLimits } from './request-bounds.ts'
import { REQUEST_ID_HEADER, requestIds } from './request-ids.ts'
import type { RouteTable } from './route-table.ts'

/** The HTTP settings of an operator. */
export interface HttpOptions {
  /** The proxies whose `X-Forwarded-*` headers are trusted. Default: none. */
  readonly trustProxy?: boolean | string
  /** Largest body of an ordinary request, in bytes. Uploads set their own. */
  readonly bodyLimit?: number
  readonly requests?: RequestLimits
  /** Other origins whose pages may call the API (CORS), like `https://app.example.org`. Default: none. */
  readonly origins?: readonly string[]
  /** Whether browsers reach the server by https, so that its cookies are for that alone. Default: no. */
  readonly secureCookies?: boolean
}

export interface AppContext {
  readonly logger: FastifyBaseLogger | undefined
  readonly http: HttpOptions
  readonly document: DocumentOptions
  readonly routes: RouteTable
  readonly configureTimeLimit: number
  recordAt(path: string): PluginRecord | undefined
  translators(): readonly ProblemTranslator[]
  readonly generation: Generation
  /** Who is told of each answered request. */
  readonly watchers: ReadonlySet<RequestWatcher>
  /** For the instance that listens: those that answer in its place. */
  readonly apps: PluginApps | undefined
  onBadSchema(plugin: string, error: Error): void
}

/** A Fastify instance with the kernel's own hooks only: the one that plugins share, or that of a plugin that can be reloaded. */
export async function createApp(context: AppContext): Promise<FastifyInstance> {
  const { generation } = context
  const app: FastifyInstance = fastify({
    ...serverOptions(context),
    // A path that cannot be decoded is refused before routing, so the error handler does not see it.
    frameworkErrors: (error, request, reply) => {
      reply.header(REQUEST_ID_HEADER, request.id)
      answerProblem(request, reply, { error, plugin: undefined, translators: [] })
    },
    clientErrorHandler: (error, socket) => answerClientError(error, socket),
  })
  if (context.apps !== undefined) {
    closeConnections(app.server)
    context.apps.chooseInInject(app)
  }
  const pluginAt = (path: string) => context.recordAt(path)?.name
  app.setErrorHandler((error, request, reply) => {
    const plugin = request.routeOptions.config?.plugin ?? pluginAt(request.url)
    answerProblem(request, reply, { error, plugin, translators: context.translators() })
    return reply
  })
  const whyNoRoute = (request: FastifyRequest): ProblemError => {
    const record = context.recordAt(request.url)
    return record?.state === 'quarantined'
      ? quarantineProblem(record)
      : missingRoute(app, request, () => context.routes.paths())
  }
  // Before every other hook: the rest of the request runs in this context.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID_HEADER, request.id)
    runForPerson(undefined, done)
  })
  // Before what refuses: a page of such an origin may read why.
  await allowOrigins(app, context.http.origins ?? [])
  refuseEarly(app, whyNoRoute)
  // For routes that call `reply.callNotFound()`.
  app.setNotFoundHandler((request) => {
    throw whyNoRoute(request)
  })
  observeAnswers(app, context.watchers)
  parseJsonBodies(app)
  await compressAnswers(app)
  await app.register(fastifyPlugin(decorate, { name: 'tributary-kernel' }))
  await app.register(swagger, {
    openapi: baseDocument(context.document),
    transform: ({ schema, url }) => {
      generation.current = schema?.tags?.[0]
      const included = generation.current !== undefined && generation.included.has(generation.current)
      const path = url.length > 1 ? url.replace(/\/$/, '') : url
      return { schema: included ? schema : { hide: true }, url: path }
    },
  })
  return app
}

async function decorate(app: FastifyInstance): Promise<void> {
  app.decorateRequest('principal', null)
}

function serverOptions(context: AppContext): FastifyServerOptions {
  const { logger, http, routes, apps } = context
  const nextId = requestIds()
  return {
    ...(apps === undefined
      ? {}
      : { serverFactory: (shared, options) => apps.serverFactory(shared, options) }),
    ...(logger === undefined ? { logger: false } : { loggerInstance: logger }),
    rewriteUrl: routeHeadAsGet,
    exposeHeadRoutes: false,
    // The first that Fastify calls once the route is chosen, or none is found.
    genReqId: (raw) => {
      restoreHead(raw)
      return nextId(raw)
    },
    trustProxy: http.trustProxy ?? false,
    bodyLimit: http.bodyLimit ?? 1024 * 1024,
    // A body has five minutes to arrive, so that a slow sender cannot hold a connection for ever.
    requestTimeout: 300_000,
    // Above the kernel's own limit: if Fastify's fires first, later plugins are mounted inside the hung one.
    pluginTimeout: context.configureTimeLimit * 2,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    // Fastify's answer is not a problem document; `refuseEarly` sends one.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024 },
    schemaController: {
      // The factories' types differ from Fastify's only in their generics.
      compilersFactory: compileSchemas(routes, context.onBadSchema) as unknown as NonNullable<
        NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']
      >,
    },
  }
}

/**
 * Refuses requests without a route, and all requests while the server stops, before a body is read. Fastify would
 * report an unparsable body for the former and answer the latter with JSON of its own format.
 */
function refuseEarly(app: FastifyInstance, whyNoRoute: (request: FastifyRequest) => ProblemError): void {
  let isStopping = false
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (isStopping) done(unavailable({ detail: 'The server is stopping. Try again when it has started.' }))
    else if (request.is404) done(whyNoRoute(request))
    else done()
  })
}
