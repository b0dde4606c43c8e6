import { Text } from '@mantine/core'
import { DateInput } from '../../components/date-input.tsx'

interface DateFilterProps {
  readonly label: string
  readonly date: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly onChange: (date: string | undefined) => void
}

/** One end of the dates that are shown, with its label in the field. */
export function DateFilter({ label, date, min, max, onChange }: DateFilterProps) {
  return (
    <DateInput
      aria-label={label}
      leftSection={<Text size="sm">{label}</Text>}
      leftSectionWidth={52}
      w={196}
      date={date}
      min={min ?? ''}
      max={max ?? ''}
      onChange={onChange}
    />
  )
}
