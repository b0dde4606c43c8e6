export {
  createInfluxdbSimulator,
  type InfluxdbFault,
  type InfluxdbSimulator,
} from './create-influxdb-simulator.ts'
export type { StoredPoint } from './read-lines.ts'
