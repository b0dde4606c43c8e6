import {
  type KernelService,
  type KernelState,
  ProblemError,
  type RoutePlugin,
  requestUri,
} from '@tributary/core'
import { type Static, Type } from 'typebox'
import { operationsErrors } from '../operations-errors.ts'
import type { CheckResult, HealthMonitor } from './health-monitor.ts'
import { failingUnready, HealthReport, healthReport, isReady } from './health-report.ts'

const open = { access: 'public', cost: 'probe' } as const
const NOT_CACHED = 'no-store'

const Live = Type.Object(
  { status: Type.Literal('live') },
  { title: 'Live', description: 'The process runs.', examples: [{ status: 'live' }] },
)
const Ready = Type.Object(
  { status: Type.Literal('ready') },
  { title: 'Ready', description: 'The server takes requests.', examples: [{ status: 'ready' }] },
)
const NotReady = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    plugin: Type.String(),
    instance: Type.String(),
    state: Type.String({ description: 'Of the kernel.' }),
    failing: Type.Array(Type.String(), { description: 'The checks of severity `unready` that fail.' }),
  },
  {
    title: 'NotReady',
    description: 'A problem with the checks that fail.',
    examples: [
      {
        type: 'urn:tributary:problem:operations-not-ready',
        title: 'The server is not ready',
        status: 503,
        code: 'OPERATIONS_NOT_READY',
        detail: 'Failing checks: database. /health has the causes and cures.',
        plugin: 'operations',
        instance: 'urn:uuid:0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41',
        state: 'ready',
        failing: ['database'],
      },
    ],
  },
)

/** `/health/live`, `/health/ready` and `/health`. All public: probes have no credentials. */
export function healthRoutes(kernel: KernelService, monitor: HealthMonitor): RoutePlugin {
  return (app) => {
    app.get(
      '/health/live',
      {
        config: open,
        schema: {
          summary: 'Check whether the process runs',
          description: 'Checks nothing else: if this fails, restart the process.',
          operationId: 'operationsGetLiveness',
          response: { 200: Live },
        },
      },
      (_request, reply) => {
        reply.header('cache-control', NOT_CACHED)
        return { status: 'live' as const }
      },
    )
    app.get(
      '/health/ready',
      {
        config: open,
        schema: {
          summary: 'Check whether the server can take requests',
          description: 'If this fails, send requests elsewhere or later: the server recovers automatically.',
          operationId: 'operationsGetReadiness',
          response: {
            200: Ready,
            503: {
              description: 'Not ready; the body names the checks that fail.',
              content: { 'application/problem+json': { schema: NotReady } },
            },
          },
        },
      },
      async (request, reply) => {
        const checks = await monitor.results()
        reply.header('cache-control', NOT_CACHED)
        if (isReady(kernel.state, checks)) return { status: 'ready' as const }
        // Sent, not thrown: the kernel logs thrown errors, and probes come every few seconds.
        return reply
          .code(503)
          .type('application/problem+json')
          .send(notReady(kernel.state, checks, request.id))
      },
    )
    app.get(
      '/health',
      {
        config: open,
        schema: {
          summary: 'Read the health of every plugin',
          description:
            'The state of each plugin and the result of each check, with cause and cure. 503 when the server is not ready.',
          operationId: 'operationsGetHealth',
          response: { 200: HealthReport, 503: HealthReport },
        },
      },
      async (_request, reply) => {
        const report = healthReport(kernel.report(), await monitor.results())
        reply.header('cache-control', NOT_CACHED)
        return reply.code(report.status === 'unavailable' ? 503 : 200).send(report)
      },
    )
  }
}

/** The problem that names the failing checks. `/health` has the reasons. */
function notReady(
  state: KernelState,
  checks: readonly CheckResult[],
  requestId: string,
): Static<typeof NotReady> {
  const failing = failingUnready(checks).map((check) => check.name)
  const detail =
    state === 'ready'
      ? `Failing checks: ${failing.join(', ')}. /health has the causes and cures.`
      : `The server is ${state}.`
  const problem = new ProblemError(operationsErrors.OPERATIONS_NOT_READY).toProblem()
  return { ...problem, detail, plugin: 'operations', instance: requestUri(requestId), state, failing }
}
