import { type PluginApp, ProblemError } from '@tributary/core'
import {
  acceptRawBodies,
  type InstanceNotice,
  readRawRequest,
  WEBHOOK_BODY_BYTES,
} from '@tributary/integration-host'
import type { InstanceAnswer } from '@tributary/integration-kit/host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { settingsErrors } from '../../settings-errors.ts'
import type { DatabaseProviders } from '../database-providers.ts'
import { type InstanceParts, instancesOf } from '../instance-parts.ts'
import { findInstance } from '../instance-store.ts'
import type { InstanceRow } from '../instance-tables.ts'

export interface InstanceWebhooks {
  readonly parts: () => InstanceParts
  readonly service: () => Pick<DatabaseProviders, 'receive'>
  /** Passes on what a service has told. */
  readonly notify: (notice: InstanceNotice) => Promise<void>
}

/** A service waits for an answer no longer, and repeats the request. */
const ANSWER_MILLISECONDS = 10_000

const params = Type.Object({
  id: Type.String({ format: 'uuid', examples: ['0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'] }),
})
const answer = {
  200: { description: 'Understood.', content: { 'text/plain': { schema: Type.String() } } },
}
const description =
  'Called only by the service of an instance: unverified requests have no effect. While the instance is disabled or its plugin does not receive, all are refused.'

/** `/api/public/plugins/instances/<id>/webhook`: what services tell of their instances. */
export function instanceWebhookRoutes(app: PluginApp, webhooks: InstanceWebhooks): void {
  acceptRawBodies(app)
  const querystring = Type.Object({}, { additionalProperties: true })
  app.post(
    '/instances/:id/webhook',
    {
      bodyLimit: WEBHOOK_BODY_BYTES,
      schema: {
        summary: 'Receive a webhook of the service of an instance',
        description,
        operationId: 'pluginsReceiveInstanceWebhook',
        params,
        querystring,
        // Some services send no content type, some send forms.
        consumes: ['*/*'],
        response: answer,
      },
    },
    (request, reply) => take(webhooks, { id: request.params.id, request, reply }),
  )
  app.get(
    '/instances/:id/webhook',
    {
      schema: {
        summary: 'The service of an instance verifies the address of its webhook',
        description,
        operationId: 'pluginsCompleteInstanceWebhook',
        params,
        querystring,
        response: answer,
      },
    },
    (request, reply) => take(webhooks, { id: request.params.id, request, reply }),
  )
}

interface Taken {
  readonly id: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function take(webhooks: InstanceWebhooks, { id, request, reply }: Taken): Promise<string> {
  const { parts, service, notify } = webhooks
  const row = await findReceiver(parts(), id)
  const received = readRawRequest(request)
  const answered: InstanceAnswer | undefined = await service().receive(
    { row, milliseconds: ANSWER_MILLISECONDS },
    (implementation) => implementation.receive?.(received),
  )
  if (answered === undefined) throw refused()
  const { status = 200, body = '', events = [] } = answered
  for (const event of events) await notify({ instanceId: id, plugin: row.plugin, kind: row.kind, event })
  reply.code(status).type('text/plain')
  return body
}

/** The answer is the same whether an instance does not exist or does not receive: its address says nothing to others. */
async function findReceiver(parts: InstanceParts, id: string): Promise<InstanceRow> {
  const row = await findInstance(instancesOf(parts), id)
  if (row === undefined || !row.enabled) throw refused()
  if (parts.offered.find(row.plugin, row.kind)?.provider.receives !== true) throw refused()
  return row
}

function refused(): ProblemError {
  return new ProblemError(settingsErrors.INSTANCES_NOT_VERIFIED)
}
