import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'

/** The sections of the administration, in the order of the list. */
export const SECTIONS = [
  { to: '/administration/settings', label: msg`Settings` },
] as const satisfies readonly { readonly to: string; readonly label: MessageDescriptor }[]
