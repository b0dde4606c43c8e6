import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { analyticsProvider } from '@tributary/integration-kit/providers'
import { icon } from './icon.ts'
import { checkHealth, writePoints } from './write-points.ts'

const WHERE = 'Where'
const ACCESS = 'Access'

export const influxdb = defineIntegration({
  name: 'influxdb',
  displayName: 'InfluxDB',
  version: '1.0.0',
  description:
    'Writes values over time to a bucket of InfluxDB 2 or 3, for dashboards like those of Grafana.',
  homepage: 'https://docs.influxdata.com',
  author: 'The Tributary authors',
  tags: ['analytics', 'open-source'],
  icon,
  provides: {
    analytics: analyticsProvider({
      instance: fields({
        address: field.url({
          label: 'Address',
          description: 'Of the server or the region of the cloud.',
          help: 'A server in your own network must be permitted with EGRESS_ALLOW.',
          placeholder: 'https://influx.example.org',
          group: WHERE,
        }),
        organization: field.text({
          label: 'Organization',
          description: 'Its name or ID. InfluxDB 3 needs none.',
          required: false,
          group: WHERE,
        }),
        bucket: field.text({
          label: 'Bucket',
          description: 'Of InfluxDB 3, the database. It has to exist.',
          placeholder: 'tributary',
          group: WHERE,
        }),
        token: field.secret({
          label: 'Token',
          help: 'InfluxDB 2: Load Data → API Tokens → Generate → Custom, with write access to the bucket. InfluxDB 3: influxdb3 create token.',
          group: ACCESS,
        }),
      }),
      test: async ({ fetch, config, step }) => {
        await step('Reached the server', () => checkHealth(fetch, config))
        await step(`Wrote a point to ${config.bucket}`, () =>
          writePoints(fetch, config, [{ metric: 'tributary.test', at: new Date().toISOString(), value: 1 }]),
        )
      },
      health: async ({ fetch, config, step }) => {
        await step('Reached the server', () => checkHealth(fetch, config))
      },
      open: ({ fetch, config }) => ({ write: (points) => writePoints(fetch, config, points) }),
    }),
  },
})
