export { addressRange } from './egress/address-range.ts'
export { type AllowList, parseAllowList } from './egress/allow-list.ts'
export { EgressError, findEgressError } from './egress/egress-error.ts'
export { type Endpoints, replacedAddress } from './egress/endpoints.ts'
export type { ResolveHost } from './egress/guarded-connector.ts'
export {
  type Egress,
  type EgressFetch,
  type EgressOptions,
  type EgressRequest,
  openEgress,
} from './open-egress.ts'
