import { useLingui } from '@lingui/react/macro'
import { type Look, Status } from '../parts/status.tsx'

type HealthWord = 'healthy' | 'degraded' | 'unhealthy' | 'unknown'

const LOOKS: Readonly<Record<HealthWord, Look>> = {
  healthy: 'good',
  degraded: 'warning',
  unhealthy: 'bad',
  unknown: 'none',
}

/** A state of health in a word. */
export function HealthStatus({ status }: { status: HealthWord }) {
  const { t } = useLingui()
  const words: Readonly<Record<HealthWord, string>> = {
    healthy: t`Healthy`,
    degraded: t`Degraded`,
    unhealthy: t`Unhealthy`,
    unknown: t`Not checked`,
  }
  return <Status look={LOOKS[status]}>{words[status]}</Status>
}
