import { useLingui } from '@lingui/react/macro'
import { type Look, Status } from '../parts/status.tsx'

type State = 'booting' | 'ready' | 'quarantined' | 'disabled'

const LOOKS: Readonly<Record<State, Look>> = {
  booting: 'waiting',
  ready: 'good',
  quarantined: 'bad',
  disabled: 'none',
}

/** The state of a plugin in a word. */
export function PluginState({ state }: { state: State }) {
  const { t } = useLingui()
  const words: Readonly<Record<State, string>> = {
    booting: t`Starting`,
    ready: t`Ready`,
    quarantined: t`Quarantined`,
    disabled: t`Disabled`,
  }
  return <Status look={LOOKS[state]}>{words[state]}</Status>
}
