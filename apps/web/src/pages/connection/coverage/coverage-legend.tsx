import { Group, Text } from '@mantine/core'
import type { DayState } from './calendar-days.ts'
import { DAY_STYLES } from './day-style.ts'
import { useDayWords } from './use-day-words.ts'

const SHOWN: readonly DayState[] = ['c', 'e', 'p', 'f', 'm', 'n']

/** What the squares mean. */
export function CoverageLegend() {
  const words = useDayWords()
  return (
    <Group gap="md" component="ul" m={0} p={0}>
      {SHOWN.map((state) => (
        <Group key={state} component="li" gap={6} style={{ listStyle: 'none' }} wrap="nowrap">
          <span aria-hidden style={{ width: 12, height: 12, borderRadius: 3, ...DAY_STYLES[state] }} />
          <Text size="sm" c="dimmed">
            {words[state]}
          </Text>
        </Group>
      ))}
    </Group>
  )
}
