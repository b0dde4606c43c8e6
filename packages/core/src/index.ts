export { type Contribution, type ContributionPoint, contributionPoint } from './contribution-point.ts'
export type { OpenApiFragment } from './openapi/fragment.ts'
export type {
  Plugin,
  PluginContext,
  PluginRoutes,
  RoutePlugin,
  ServiceOptions,
  ServiceRegistrationContext,
} from './plugin.ts'
export { type Authenticator, authenticator, type Principal, type Role } from './principal.ts'
export {
  type CodedErrorDefinition,
  defineErrors,
  type ErrorDefinition,
  type ErrorKind,
  type ProblemDetails,
  ProblemError,
  type ProblemOptions,
  problemType,
} from './problem.ts'
export { type Access, coversScope, type RouteAccess } from './route-access.ts'
export { type ServiceKey, serviceKey } from './service-key.ts'
