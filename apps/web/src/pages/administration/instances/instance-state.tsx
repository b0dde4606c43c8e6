import { useLingui } from '@lingui/react/macro'
import type { PluginsPluginInstance } from '@tributary/client'
import { type Look, Status } from '../parts/status.tsx'

type State = PluginsPluginInstance['state']

const LOOKS: Readonly<Record<State, Look>> = {
  active: 'good',
  disabled: 'none',
  invalid: 'bad',
  unavailable: 'warning',
}

/** The state of an instance in a word. */
export function InstanceState({ state }: { state: State }) {
  const { t } = useLingui()
  const words: Readonly<Record<State, string>> = {
    active: t`Active`,
    disabled: t`Disabled`,
    invalid: t`Invalid`,
    unavailable: t`Its plugin does not run`,
  }
  return <Status look={LOOKS[state]}>{words[state]}</Status>
}
