import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { keptFrom, RESOLUTIONS } from '../retention/retention-rule.ts'
import { Instant, type MetricsRoutesContext } from './fields.ts'

const Retention = Type.Object(
  {
    keepDays: Type.Union([Type.Integer(), Type.Null()], {
      description: 'How many days single measurements are kept; null: for ever.',
    }),
    resolution: Type.Union([Type.Enum([...RESOLUTIONS], { type: 'string' }), Type.Null()], {
      description:
        'The time that each summary of older measurements covers: a minute, hour or day of UTC; null where all are kept.',
    }),
    keptFrom: Type.Union([Instant, Type.Null()], {
      description:
        'The beginning of the oldest day, in UTC, whose measurements are kept singly; it moves by a day each day. Null where all are kept.',
    }),
  },
  {
    title: 'MeasurementRetention',
    description: 'The rule about old measurements.',
    examples: [{ keepDays: 365, resolution: 'hour', keptFrom: '2025-11-30T00:00:00.000Z' }],
  },
)

/** `GET /api/metrics/measurements/retention` */
export function retentionRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/measurements/retention',
    {
      schema: {
        summary: 'Get the retention of measurements',
        description:
          'How long single measurements are kept, and what older ones are replaced by, within hours. An administrator decides for all people of the server; without a decision all are kept.',
        operationId: 'metricsGetRetention',
        response: { 200: Retention },
      },
    },
    async () => {
      const rule = await context.retentionRule()
      if (rule === undefined) return { keepDays: null, resolution: null, keptFrom: null }
      return { ...rule, keptFrom: keptFrom(rule, context.now()).toISOString() }
    },
  )
}
