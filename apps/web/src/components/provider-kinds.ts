export const PROVIDER_KINDS = [
  'notification',
  'payment',
  'storage',
  'search',
  'authentication',
  'analytics',
  'workflow',
] as const

export type ProviderKind = (typeof PROVIDER_KINDS)[number]
