import { access } from 'node:fs/promises'
import { createKernel } from '@tributary/core'
import {
  createLogger,
  Gauge,
  healthChecks,
  metricCollectors,
  operationsPlugin,
  SecretRegistry,
} from '../src/index.ts'

const secrets = new SecretRegistry()
export const kernel = createKernel({
  logger: createLogger({ level: 'info', secrets }),
  plugins: [
    operationsPlugin({ secrets }),
    {
      name: 'disk',
      version: '1.0.0',
      registerServices(context) {
        context.contribute(healthChecks, { name: 'disk', critical: true, check: () => access('./data') })
        context.contribute(metricCollectors, (registry) => {
          registry.registerMetric(new Gauge({ name: 'disk_checks', help: 'How often.', registers: [] }))
        })
      },
    },
  ],
})
