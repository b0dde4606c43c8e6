import { useQuery } from '@tanstack/react-query'
import type { ConnectionsConnection } from '@tributary/client'
import { useEffect, useState } from 'react'
import { waitingJobsQuery } from '../../api/jobs.ts'
import { type ConnectionCondition, conditionOf } from './condition-of.ts'

/** The longest delay that a browser's timer takes. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The condition of each connection, in their order, read again when what one waits for is over. */
export function useConditions(connections: readonly ConnectionsConnection[]): readonly ConnectionCondition[] {
  const { data: waiting } = useQuery(waitingJobsQuery)
  const [now, setNow] = useState(Date.now)
  const conditions = connections.map((each) => conditionOf(each, { waiting: waiting ?? [], now }))
  const until = conditions
    .flatMap((each) => ('until' in each && each.until !== null ? [each.until] : []))
    .toSorted()[0]
  useEffect(() => {
    if (until === undefined) return
    const delay = Math.min(Math.max(0, Date.parse(until) - Date.now()) + 1, LONGEST_TIMER)
    const timer = setTimeout(() => setNow(Date.now()), delay)
    return () => clearTimeout(timer)
  }, [until])
  return conditions
}

const WELL: ConnectionCondition = { kind: 'well', action: undefined }

/** The condition of a connection, read again when what it waits for is over. */
export function useCondition(connection: ConnectionsConnection): ConnectionCondition {
  return useConditions([connection])[0] ?? WELL
}
