import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks'

const STORED = 'tributary.home-metrics'

/** The metrics that the person has chosen for Home in this browser; undefined until they do. */
export function useChosenMetrics(): {
  readonly chosen: readonly string[] | undefined
  readonly choose: (metrics: readonly string[] | undefined) => void
} {
  const [stored, store, remove] = useLocalStorage<readonly string[] | null>({
    key: STORED,
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  return {
    chosen: chosenOf(stored),
    choose: (metrics) => (metrics === undefined || metrics.length === 0 ? remove() : store(metrics)),
  }
}

/** The same before the page is there. */
export function readChosenMetrics(): readonly string[] | undefined {
  return chosenOf(readLocalStorageValue<readonly string[] | null>({ key: STORED, defaultValue: null }))
}

function chosenOf(stored: readonly string[] | null): readonly string[] | undefined {
  return stored === null || stored.length === 0 ? undefined : stored
}
