export { DEFAULT_LIMIT, listOf, MAX_LIMIT, orderParameter, pageParameters } from './api/list.ts'
export { located } from './api/located.ts'
export { nearestName } from './api/nearest-name.ts'
export { checkDateRange, checkTimeRange, dateRangeParameters, timeRangeParameters } from './api/ranges.ts'
export { checkTimeZone, TimeZone } from './api/time-zone.ts'
export { unknownValue } from './api/unknown-value.ts'
export type { BootReport, KernelState, PluginReport, ServiceGraph } from './boot-report.ts'
export { checkPlugin, RESERVED_PLUGIN_NAMES } from './check-plugin-list.ts'
export {
  type Contribution,
  type ContributionPoint,
  contributionPoint,
  type UnavailableContribution,
} from './contribution-point.ts'
export {
  currentCost,
  currentPerson,
  currentRead,
  currentUnit,
  outsideUnit,
  type RequestRead,
  recordWrite,
  runForPerson,
  setRead,
  setUnit,
} from './current-person.ts'
export { FairTurns, type Turn } from './fair-turns.ts'
export type { ProblemTranslator } from './http/answer-problem.ts'
export { chooseOffer, type Offer } from './http/choose-offer.ts'
export { uncompressed } from './http/compression.ts'
export { type EditUnit, type EditUnits, editUnits } from './http/conditional/edit-units.ts'
export { entityTag, findWeakly } from './http/conditional/entity-tag.ts'
export type { HttpOptions } from './http/create-app.ts'
export { isDate, readDateTime } from './http/date-time.ts'
export {
  abortWhenGone,
  describeTooManyStreams,
  EventStream,
  OpenStreams,
  sendEvents,
} from './http/event-streams.ts'
export { type FaultDescriber, withFaultDescriber } from './http/field-faults.ts'
export { describeBody, inProgress, wasAnswered } from './http/idempotency/answer-once.ts'
export {
  type ClaimedRequest,
  type FoundAnswer,
  type IdempotencyClaim,
  type IdempotencyStore,
  idempotencyStore,
  type RecordedAnswer,
} from './http/idempotency/idempotency-store.ts'
export type { AnsweredRequest, RequestWatcher } from './http/observe-answers.ts'
export { onClosed } from './http/on-closed.ts'
export { optionalBody } from './http/optional-body.ts'
export { readCookie } from './http/read-cookie.ts'
export { type ReadPositions, readPositions } from './http/read-positions.ts'
export { READ_AFTER_HEADER } from './http/read-your-writes.ts'
export { requestUri } from './http/request-ids.ts'
export { readReturnPath } from './http/return-path.ts'
export { signedIn } from './http/signed-in.ts'
export {
  chooseExportFormat,
  describeExport,
  type ExportFormat,
  ExportFormatParameter,
} from './http/text-export.ts'
export { UpdatedSinceParameter } from './http/updated-since.ts'
export { addVary } from './http/vary.ts'
export { createKernel, type Kernel } from './kernel.ts'
export { KERNEL_CONTRACT } from './kernel-contract.ts'
export { isKernelError, KernelError, type KernelErrorCode } from './kernel-error.ts'
export type { KernelOptions } from './kernel-options.ts'
export {
  type KernelService,
  kernelService,
  type LoadResult,
  linearPatterns,
  problemTranslators,
} from './kernel-service.ts'
export { type ClaimQuery, LeasedTurns, type TurnSignals } from './leased-turns.ts'
export { describeProblem } from './openapi/describe-problem.ts'
export { type DocumentOptions, type OpenApiDocument, PROBLEM_SCHEMA } from './openapi/document.ts'
export type { OpenApiFragment } from './openapi/fragment.ts'
export type {
  Plugin,
  PluginApp,
  PluginContext,
  PluginRoutes,
  RoutePlugin,
  ServiceOptions,
  ServiceRegistrationContext,
} from './plugin.ts'
export {
  type DescribedPlugin,
  describePlugin,
  isPluginIcon,
  isPluginTag,
  isWebAddress,
  type PluginAbout,
} from './plugin-about.ts'
export type { MountedRoute, Phase, PluginState } from './plugin-record.ts'
export { Poller, type PollerOptions } from './poller.ts'
export { type Authenticator, authenticator, type Principal, type Role } from './principal.ts'
export {
  type CodedErrorDefinition,
  defineErrors,
  type ErrorDefinition,
  type ErrorKind,
  isProblemError,
  type ProblemDetails,
  ProblemError,
  type ProblemOptions,
  problemType,
} from './problem.ts'
export { type FailedAttempts, retryDelay } from './retry-delay.ts'
export { type Access, coversScope, type RouteAccess } from './route-access.ts'
export { type ServiceKey, serviceKey } from './service-key.ts'
export { silentLogger } from './silent-logger.ts'
export { DEFAULT_TIME_LIMITS, type TimeLimits, withTimeLimit } from './time-limit.ts'
export { createToken, hashToken, isToken } from './token.ts'
export { webPages } from './web-pages.ts'
