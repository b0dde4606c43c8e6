import { Badge } from '@mantine/core'
import { useJobWords } from './job-words.ts'
import type { JobStatus } from './jobs-search.ts'

/** The state of a job in words. */
export function JobState({ status }: { status: JobStatus }) {
  const { label, color } = useJobWords().statuses[status]
  return (
    <Badge variant="outline" color={color} c="var(--mantine-color-text)" style={{ flex: 'none' }}>
      {label}
    </Badge>
  )
}
