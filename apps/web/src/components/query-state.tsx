import { useLingui } from '@lingui/react/macro'
import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { isMissing } from './kind-of-error.ts'
import { Missing } from './missing.tsx'
import { Problem } from './problem.tsx'

interface QueryStateProps<Data> {
  readonly query: UseQueryResult<Data>
  /** What stands for it while it loads; by default three lines. */
  readonly loading?: ReactNode
  /** Shown in place of the content where there is nothing yet. */
  readonly empty?: ReactNode
  readonly isEmpty?: (data: Data) => boolean
  readonly children: (data: Data) => ReactNode
}

/** The four states of what is read: loading, failed (with "Try again"), empty, full. */
export function QueryState<Data>({ query, loading, empty, isEmpty, children }: QueryStateProps<Data>) {
  const { t } = useLingui()
  // What was read before stays on the page while the next reading fails.
  if (query.data !== undefined)
    return empty !== undefined && isEmpty?.(query.data) === true ? empty : children(query.data)
  if (query.isError && isMissing(query.error)) return <Missing />
  if (query.isError)
    return (
      <Problem
        error={query.error}
        action={{ label: t`Try again`, onClick: () => void query.refetch(), loading: query.isFetching }}
      />
    )
  return (
    <div role="status" aria-label={t`Loading`}>
      {loading ?? <SkeletonLines />}
    </div>
  )
}

function SkeletonLines() {
  return (
    <Stack gap="sm" aria-hidden>
      <Skeleton height={24} width="40%" />
      <Skeleton height={16} />
      <Skeleton height={16} width="80%" />
    </Stack>
  )
}
