export { createOnce } from './create-once.ts'
export {
  createTributaryClient,
  type TributaryClient,
  type TributaryClientOptions,
} from './create-tributary-client.ts'
export { type Download, download } from './download.ts'
export {
  type ChangesStreamOptions,
  // These two replace the generated functions of the same name, which neither resume after a regular end nor stop at a refusal.
  changesFollowChanges,
  type FollowedChange,
} from './follow/changes-follow-changes.ts'
export { type ChangeBatch, type FollowChangesOptions, followChanges } from './follow/follow-changes.ts'
export type { FollowOptions } from './follow/follow-events.ts'
export { type JobStreamOptions, jobsFollowJob } from './follow/jobs-follow-job.ts'
// Every operation and every type of the document; the list of names would repeat it.
export * from './generated/sdk.gen.ts'
export type * from './generated/types.gen.ts'
export type { Operation, OperationOptions, OperationResult } from './operation.ts'
export { items, type Page, pages } from './pages.ts'
export { Redirection } from './redirection.ts'
export { type RetryOptions, retrying } from './retrying.ts'
export { HTTP_ERROR, isTributaryProblem, type ProblemCode, TributaryProblem } from './tributary-problem.ts'
export type { Wait } from './wait.ts'
