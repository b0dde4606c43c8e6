import { listOf, type PluginApp, ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { notificationsErrors } from '../notifications-errors.ts'
import { tablesOf } from '../parts.ts'
import { listServices, Service } from '../services/available-services.ts'
import { closeService, openService } from '../services/service-store.ts'
import type { PartsOf } from './channel-routes.ts'

const ServiceId = Type.Object({
  id: Type.String({
    format: 'uuid',
    description: 'Of the instance.',
    examples: ['0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'],
  }),
})

const Opening = Type.Object(
  { isOpen: Type.Boolean({ description: 'Whether people may add channels that use it.' }) },
  { title: 'NotificationServiceOpening', examples: [{ isOpen: true }] },
)

/** `/api/admin/notifications/services` */
export function serviceRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/services',
    {
      schema: {
        summary: 'List all services for notifications',
        description: 'Every instance of the kinds `notification` and `workflow`, opened to people or not.',
        operationId: 'notificationsListAllServices',
        response: { 200: listOf(Service, 'NotificationServiceList') },
      },
    },
    async () => ({ items: [...(await listServices(parts()))], nextCursor: null }),
  )
  app.put(
    '/services/:id',
    {
      schema: {
        summary: 'Open a service to people, or close it',
        description:
          'People may have notifications sent through an open one, where its plugin permits it to recipients of their own, and start an open workflow by their rules. Closing it pauses their channels at the next notification.',
        operationId: 'notificationsSetServiceOpening',
        params: ServiceId,
        body: Opening,
        response: { 200: Service },
      },
    },
    async (request) => {
      const { id } = request.params
      const service = (await listServices(parts())).find((each) => each.id === id)
      if (service === undefined)
        throw new ProblemError(notificationsErrors.NOTIFICATIONS_SERVICE_NOT_FOUND, {
          detail: 'GET /api/admin/notifications/services lists them.',
        })
      const { isOpen } = request.body
      if (isOpen) await openService(tablesOf(parts()), id, new Date(parts().now()))
      else await closeService(tablesOf(parts()), id)
      return { ...service, isOpen }
    },
  )
}
