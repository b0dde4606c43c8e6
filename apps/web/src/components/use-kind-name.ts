import { useLingui } from '@lingui/react/macro'
import type { ProviderKind } from './provider-kinds.ts'

/** What instances of a kind are used for, in words. */
export function useKindName(): (kind: ProviderKind) => string {
  const { t } = useLingui()
  const names: Readonly<Record<ProviderKind, string>> = {
    notification: t`Notifications`,
    payment: t`Payments`,
    storage: t`Storage`,
    search: t`Search`,
    authentication: t`Sign-in`,
    analytics: t`Analytics`,
    workflow: t`Workflows`,
  }
  return (kind) => names[kind]
}
