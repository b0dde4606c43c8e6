import { QueryClient } from '@tanstack/react-query'
import { isTributaryProblem } from '@tributary/client'

/** A read that failed for a reason that passes is repeated twice; a refusal is shown at once. */
const MOST_RETRIES = 2

const STALE_MILLISECONDS = 30_000

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MILLISECONDS,
      // Live updates tell what has changed.
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < MOST_RETRIES && passes(error),
    },
    mutations: { retry: false },
  },
})

function passes(error: unknown): boolean {
  return isTributaryProblem(error) && error.status >= 500 && error.status !== 501
}
