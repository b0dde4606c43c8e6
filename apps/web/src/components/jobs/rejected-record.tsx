import { Trans } from '@lingui/react/macro'
import { Code, Paper, Text } from '@mantine/core'
import type { JobsRejectedRecord } from '@tributary/client'

/** One entry that could not be used: why, where it was, and what was read. */
export function RejectedRecord({ record }: { record: JobsRejectedRecord }) {
  return (
    <Paper withBorder p="md">
      <Text>{record.reason}</Text>
      <Text size="sm" c="dimmed">
        {[record.stream, record.position].filter((part) => part !== null).join(' · ')}
      </Text>
      <details>
        <Text component="summary" size="sm">
          <Trans>The entry as it was read</Trans>
        </Text>
        <Code block mt="xs" tabIndex={0} aria-label={record.reason}>
          {JSON.stringify(record.raw, null, 2)}
        </Code>
      </details>
    </Paper>
  )
}
