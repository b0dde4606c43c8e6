// A process that sends webhooks: the database's options in DATABASE_OPTIONS. It reports that it is ready.

import type { DatabaseOptions } from '@tributary/database'
import { makeKernel } from './webhooks-server.ts'

const options = JSON.parse(process.env['DATABASE_OPTIONS'] ?? '{}') as DatabaseOptions
await makeKernel({ options, webhooks: {} }).boot()
process.send?.('ready')
