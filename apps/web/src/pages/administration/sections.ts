import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** The sections of the administration, in the order of the list. */
export const SECTIONS = [
  { to: '/administration/plugins', label: msg`Plugins` },
  { to: '/administration/services', label: msg`Service graph` },
  { to: '/administration/settings', label: msg`Settings` },
  { to: '/administration/enrichment', label: msg`Genres and tags` },
  { to: '/administration/instances', label: msg`Instances` },
  { to: '/administration/health', label: msg`Health` },
  { to: '/administration/users', label: msg`Users` },
  { to: '/administration/secrets', label: msg`Secrets` },
  { to: '/administration/audit', label: msg`Audit log` },
  { to: '/administration/system', label: msg`System` },
] as const satisfies readonly { readonly to: string; readonly label: MessageDescriptor }[]
