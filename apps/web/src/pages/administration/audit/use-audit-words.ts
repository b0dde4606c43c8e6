import { useLingui } from '@lingui/react/macro'
import type { AuditAuditEntry } from '@tributary/client'
import type { SubjectType } from './audit-search.ts'

/** The words for what was done, and to what. */
export function useAuditWords() {
  const { t } = useLingui()
  const actions: Readonly<Record<AuditAuditEntry['action'], string>> = {
    created: t`created`,
    updated: t`changed`,
    deleted: t`deleted`,
    rotated: t`rotated`,
  }
  const subjects: Readonly<Record<SubjectType, string>> = {
    api_key: t`API key`,
    data_key: t`Data key`,
    identity: t`Linked identity`,
    integration: t`Integration`,
    master_key: t`Master key`,
    plugin: t`Plugin`,
    plugin_instance: t`Instance`,
    plugin_settings: t`Settings of a plugin`,
    user: t`User`,
  }
  return { actions, subjects }
}
