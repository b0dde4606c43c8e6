export { type AccessOptions, openAccess } from './access/open-access.ts'
export { isTimeIsOver, type TimeIsOver, withinTime } from './access/within-time.ts'
export { addressRange } from './egress/address-range.ts'
export { type AllowList, parseAllowList } from './egress/allow-list.ts'
export { EgressError, findEgressError } from './egress/egress-error.ts'
export { type Endpoints, replacedAddress } from './egress/endpoints.ts'
export type { ResolveHost } from './egress/guarded-connector.ts'
export type { Authorization, Authorizer, RateBudget } from './http/authorizer.ts'
export {
  type ClientLogger,
  createProviderHttp,
  type ProviderHttpOptions,
} from './http/create-provider-http.ts'
export type { ProviderFetch } from './http/provider-fetch.ts'
export { readText } from './http/read-body.ts'
export { type ResolvedApi, resolveApi } from './http/resolve-api.ts'
export {
  type Egress,
  type EgressConnect,
  type EgressFetch,
  type EgressOptions,
  type EgressRequest,
  openEgress,
} from './open-egress.ts'
