// A process that evaluates rules and sends: the database's options in DATABASE_OPTIONS, the service in ADDRESS, the time in NOW.
import type { DatabaseOptions } from '@tributary/database'
import { makeKernel } from './rules-server.ts'

const { DATABASE_OPTIONS = '{}', ADDRESS = '', NOW = '' } = process.env
const options = JSON.parse(DATABASE_OPTIONS) as DatabaseOptions
await makeKernel({ options, address: ADDRESS, rules: { now: () => Number(NOW) } }).boot()
process.send?.('ready')
