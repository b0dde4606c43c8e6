import { Paper, Text } from '@mantine/core'
import { useFormats } from '../../i18n/formats.ts'

/** A number and what it counts. */
export function Count({ label, value }: { label: string; value: number }) {
  const { number } = useFormats()
  return (
    <Paper withBorder p="sm">
      <Text size="xl" fw={600}>
        {number(value)}
      </Text>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
    </Paper>
  )
}
