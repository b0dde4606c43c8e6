import { Badge } from '@mantine/core'
import type { JobsImportJob } from '@tributary/client'
import { useJobWords } from './job-words.ts'

/** The state of a job in words. */
export function JobState({ status }: Pick<JobsImportJob, 'status'>) {
  const { label, color } = useJobWords().statuses[status]
  return (
    <Badge variant="outline" color={color} c="var(--mantine-color-text)" style={{ flex: 'none' }}>
      {label}
    </Badge>
  )
}
