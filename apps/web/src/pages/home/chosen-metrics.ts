import { readLocalStorageValue, useLocalStorage } from '@mantine/hooks'
import { meQuery, useMe } from '../../api/me.ts'
import { queryClient } from '../../api/query-client.ts'

/** Several people may use one browser. */
const keyOf = (person: string) => `tributary.home-metrics.${person}`

/** The metrics that the person has chosen for Home in this browser; undefined until they do. */
export function useChosenMetrics(): {
  readonly chosen: readonly string[] | undefined
  readonly choose: (metrics: readonly string[] | undefined) => void
} {
  const { id } = useMe()
  const [stored, store, remove] = useLocalStorage<readonly string[] | null>({
    key: keyOf(id),
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
  const person = queryClient.getQueryData(meQuery.queryKey)
  if (person === undefined) return undefined
  return chosenOf(
    readLocalStorageValue<readonly string[] | null>({ key: keyOf(person.id), defaultValue: null }),
  )
}

function chosenOf(stored: readonly string[] | null): readonly string[] | undefined {
  return stored === null || stored.length === 0 ? undefined : stored
}
