export { createS3Simulator, type S3Simulator, type S3SimulatorOptions } from './create-s3-simulator.ts'
export type { S3Fault } from './s3-answer.ts'
