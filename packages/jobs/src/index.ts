export { grant, type Take } from './budget/grant.ts'
export { type RateBudgetsService, rateBudgets } from './budget/rate-budgets-service.ts'
export { checkRecords } from './engine/check-records.ts'
export { MAX_FAILURES } from './engine/decide-outcome.ts'
export { forbidUndo } from './forbid-undo.ts'
export { type ImportsOptions, importsPlugin } from './imports/imports-plugin.ts'
export { JOB_TRANSITIONS } from './job-states.ts'
export { jobsErrors } from './jobs-errors.ts'
export { type JobsOptions, jobsPlugin } from './jobs-plugin.ts'
export { NO_CONNECTION } from './no-connection.ts'
export {
  type Gap,
  type GapQuery,
  type RecordBatch,
  type RecordSink,
  type RecordWrite,
  recordSinks,
  type StreamFailure,
  type UndoneImport,
  type UndoneRecords,
  type WriteCounts,
} from './record-sink.ts'
export { isGivenUp, MAX_GAP_ATTEMPTS } from './schedule/gap-policy.ts'
