import { useQuery } from '@tanstack/react-query'
import type { ConnectionsConnection } from '@tributary/client'
import { useEffect, useState } from 'react'
import { waitingJobsQuery } from '../../api/jobs.ts'
import { type ConnectionCondition, conditionOf } from './condition-of.ts'

/** The longest delay that a browser's timer takes. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The condition of a connection, read again when what it waits for is over. */
export function useCondition(connection: ConnectionsConnection): ConnectionCondition {
  const { data: waiting } = useQuery(waitingJobsQuery)
  const [now, setNow] = useState(Date.now)
  const condition = conditionOf(connection, { waiting: waiting ?? [], now })
  const until = 'until' in condition ? condition.until : null
  useEffect(() => {
    if (until === null) return
    const delay = Math.min(Math.max(0, Date.parse(until) - Date.now()) + 1, LONGEST_TIMER)
    const timer = setTimeout(() => setNow(Date.now()), delay)
    return () => clearTimeout(timer)
  }, [until])
  return condition
}
