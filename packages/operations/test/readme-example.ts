import { access } from 'node:fs/promises'
import { createKernel } from '@tributary/core'
import {
  createLogger,
  healthChecks,
  metricCollectors,
  operationsPlugin,
  SecretRegistry,
  sampledGauge,
} from '../src/index.ts'

const read = () => [{ value: process.getActiveResourcesInfo().length }]
const secrets = new SecretRegistry()
export const kernel = createKernel({
  logger: createLogger({ level: 'info', secrets }),
  plugins: [
    operationsPlugin({ secrets }),
    {
      name: 'disk',
      version: '1.0.0',
      registerServices(context) {
        context.contribute(healthChecks, {
          name: 'disk',
          cure: 'make ./data writable',
          check: () => access('./data'),
        })
        context.contribute(metricCollectors, (registry) => {
          registry.registerMetric(sampledGauge({ name: 'disk_handles', help: 'Open ones.', read }))
        })
      },
    },
  ],
})
