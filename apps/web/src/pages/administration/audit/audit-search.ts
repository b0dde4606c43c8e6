import { isLocalDate } from '../../../i18n/local-dates.ts'
import { leaveOutEmpty } from '../leave-out-empty.ts'

export const SUBJECT_TYPES = [
  'api_key',
  'data_key',
  'identity',
  'integration',
  'master_key',
  'plugin',
  'plugin_instance',
  'plugin_settings',
  'user',
] as const

export type SubjectType = (typeof SUBJECT_TYPES)[number]

/** The filters of the audit log, as the address has them. */
export interface AuditSearch {
  readonly subjectType?: SubjectType
  readonly actorId?: string
  /** Local dates, both inclusive. */
  readonly from?: string
  readonly to?: string
}

/** Leaves out what is no filter. */
export function readAuditSearch(search: Readonly<Record<string, unknown>>): AuditSearch {
  const { subjectType, actorId, from, to } = search
  return leaveOutEmpty({
    subjectType: SUBJECT_TYPES.find((type) => type === subjectType),
    actorId: typeof actorId === 'string' && actorId !== '' ? actorId : undefined,
    from: isLocalDate(from) ? from : undefined,
    to: isLocalDate(to) ? to : undefined,
  })
}
