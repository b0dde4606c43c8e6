import { Text, TextInput } from '@mantine/core'

interface DateFilterProps {
  readonly label: string
  readonly date: string | undefined
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly onChange: (date: string | undefined) => void
}

/** Takes a date once it has been entered to its end: while typing, 0002 is a year. */
export function DateFilter({ label, date, min, max, onChange }: DateFilterProps) {
  return (
    <TextInput
      key={date ?? ''}
      type="date"
      aria-label={label}
      leftSection={<Text size="sm">{label}</Text>}
      leftSectionWidth={52}
      w={196}
      defaultValue={date ?? ''}
      min={min ?? ''}
      max={max ?? ''}
      onBlur={({ currentTarget }) => {
        if (currentTarget.value !== (date ?? '')) onChange(currentTarget.value || undefined)
      }}
    />
  )
}
