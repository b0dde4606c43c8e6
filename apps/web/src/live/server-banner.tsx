import { useLingui } from '@lingui/react/macro'
import { Alert } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { onUnreachable, reportUnreachable } from './reachability.ts'

const LOOK_MILLISECONDS = 3000

/** Says that the server cannot be reached, and reads everything again once it is back. */
export function ServerBanner() {
  const { t } = useLingui()
  const queryClient = useQueryClient()
  const [gone, setGone] = useState(false)
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe(({ query, type }) => {
        if (type === 'updated' && query.state.error instanceof TypeError) reportUnreachable()
      }),
    [queryClient],
  )
  useEffect(() => {
    // A stream that broke is no proof: another request tells.
    const look = async () => {
      if (!(await isReachable())) setGone(true)
    }
    return onUnreachable(() => void look())
  }, [])
  useEffect(() => {
    if (!gone) return
    const look = async () => {
      if (!(await isReachable())) return
      setGone(false)
      await queryClient.invalidateQueries()
    }
    const timer = setInterval(() => void look(), LOOK_MILLISECONDS)
    return () => clearInterval(timer)
  }, [gone, queryClient])
  if (!gone) return null
  return (
    <Alert role="alert" color="yellow" variant="outline" mb="md">
      {t`The server cannot be reached. This page goes on by itself as soon as it is back.`}
    </Alert>
  )
}

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch('/health/live')).ok
  } catch {
    return false
  }
}
