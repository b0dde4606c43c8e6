import { Group, Text } from '@mantine/core'
import type { ConnectionsConnection, MetricsCoverageCalendar } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import { canReadAgain, layOutDays, runsOf } from './calendar-days.ts'
import { ReadAgain } from './read-again.tsx'
import { useDayWords } from './use-day-words.ts'

interface ChosenDayProps {
  readonly connection: ConnectionsConnection
  readonly from: string
  readonly stream: MetricsCoverageCalendar
  readonly date: string
}

/** What is known of a chosen day, and the button that reads it, with the days beside it in the same state. */
export function ChosenDay({ connection, from, stream, date }: ChosenDayProps) {
  const formats = useFormats()
  const words = useDayWords()
  const run = runsOf(layOutDays(from, stream.days ?? '')).find((each) => each.from <= date && date <= each.to)
  if (run === undefined) return null
  const failure = stream.failures.find((each) => each.from <= date && date <= each.to)
  const reason = run.state === 'f' ? failure?.message : undefined
  return (
    <Group gap="sm" role="status">
      <Text size="sm">
        {formats.date(date)}: {words[run.state]}
        {reason != null && `. ${reason}`}
      </Text>
      {canReadAgain(run.state) && connection.status !== 'disconnected' && (
        <ReadAgain connection={connection} from={run.from} to={run.to} />
      )}
    </Group>
  )
}
