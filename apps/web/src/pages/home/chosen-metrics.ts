import { useLocalStorage } from '@mantine/hooks'

/** The metrics that the person has chosen for Home in this browser; undefined until they do. */
export function useChosenMetrics(): {
  readonly chosen: readonly string[] | undefined
  readonly choose: (metrics: readonly string[] | undefined) => void
} {
  const [stored, store, remove] = useLocalStorage<readonly string[] | null>({
    key: 'tributary.home-metrics',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  return {
    chosen: stored === null || stored.length === 0 ? undefined : stored,
    choose: (metrics) => (metrics === undefined || metrics.length === 0 ? remove() : store(metrics)),
  }
}
