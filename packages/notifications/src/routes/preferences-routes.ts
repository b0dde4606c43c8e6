import { type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { reconsiderWaiting } from '../delivery/delivery-store.ts'
import { notificationsErrors } from '../notifications-errors.ts'
import { tablesOf } from '../parts.ts'
import { readPreferences, writePreferences } from '../preferences/preferences-store.ts'
import type { QuietHours } from '../preferences/quiet-hours.ts'
import type { NotificationTables } from '../tables.ts'
import type { PartsOf } from './channel-routes.ts'

const Time = (description: string) => Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description })

const QuietHoursField = Type.Object(
  {
    startTime: Time('`HH:MM` on your clock.'),
    endTime: Time('`HH:MM`; at or before `startTime`: of the next day.'),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      uniqueItems: true,
      description: 'The days on which the quiet time begins: 1 is Monday, 7 Sunday.',
    }),
    errorsBreakThrough: Type.Boolean({ description: 'Whether errors are sent nevertheless.' }),
  },
  {
    title: 'QuietHours',
    description: 'When nothing is sent. What waits is sent at the end.',
    examples: [
      { startTime: '22:00', endTime: '07:00', days: [1, 2, 3, 4, 5, 6, 7], errorsBreakThrough: true },
    ],
  },
)

const MEMBERS = {
  quietHours: Type.Union([QuietHoursField, Type.Null()], { description: 'Null: none.' }),
}

const EXAMPLE_QUIET = {
  startTime: '22:00',
  endTime: '07:00',
  days: [1, 2, 3, 4, 5, 6, 7],
  errorsBreakThrough: true,
}

const PreferencesBody = Type.Object(MEMBERS, {
  title: 'NewNotificationPreferences',
  examples: [{ quietHours: EXAMPLE_QUIET }],
})

const Preferences = Type.Object(
  {
    ...MEMBERS,
    timeZone: Type.String({
      description: 'Of your clock: that of your profile, UTC without one. Also for daily messages.',
    }),
  },
  {
    title: 'NotificationPreferences',
    description: 'When your notifications are sent.',
    examples: [{ quietHours: EXAMPLE_QUIET, timeZone: 'Europe/Zurich' }],
  },
)

/** `/api/notifications/delivery/preferences` */
export function preferencesRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/delivery/preferences',
    {
      schema: {
        summary: 'Get when your notifications are sent',
        description: 'Quiet hours, for all channels.',
        operationId: 'notificationsGetPreferences',
        response: { 200: Preferences },
      },
    },
    async (request) => readPreferences(tablesOf(parts()), signedIn(request).userId),
  )
  app.put(
    '/delivery/preferences',
    {
      schema: {
        summary: 'Set when your notifications are sent',
        description: 'Also applies to what waits.',
        operationId: 'notificationsSetPreferences',
        body: PreferencesBody,
        response: { 200: Preferences },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { quietHours } = request.body
      refuseEmpty(quietHours)
      await parts().database.transaction<NotificationTables, void>(async (trx) => {
        const now = new Date(parts().now())
        await writePreferences(trx, userId, { quietHours, now })
        await reconsiderWaiting(trx, { userId }, now)
      })
      parts().database.afterCommit(parts().wake)
      return readPreferences(tablesOf(parts()), userId)
    },
  )
}

/** The same time twice is either no time or a whole day: a person says which. */
function refuseEmpty(quiet: QuietHours | null): void {
  if (quiet === null || quiet.startTime !== quiet.endTime) return
  throw new ProblemError(notificationsErrors.NOTIFICATIONS_BAD_QUIET_HOURS, {
    detail: 'Quiet hours need an end that differs from their beginning.',
    extensions: {
      errors: [
        {
          in: 'body',
          path: '/quietHours/endTime',
          message: 'Choose a time that differs from the beginning.',
        },
      ],
    },
  })
}
