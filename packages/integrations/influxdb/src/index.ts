export { influxdb } from './integration.ts'
