import { useLingui } from '@lingui/react/macro'
import { Input, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import type { MetricsCatalogueMetric } from '@tributary/client'
import { useId } from 'react'
import type { MetricValue } from './plotted-values.ts'

interface ValueInputProps {
  readonly label: string
  readonly type: MetricsCatalogueMetric['type']
  readonly unit: string | null
  readonly value: MetricValue | null
  readonly onChange: (value: MetricValue | null) => void
  readonly placeholder?: string
  readonly description?: string
}

/** A value of a metric, by its type. An empty field is no value, not zero. */
export function ValueInput({
  label,
  type,
  unit,
  value,
  onChange,
  placeholder = '',
  description,
}: ValueInputProps) {
  const { t } = useLingui()
  const id = useId()
  // "Steps (steps)" says nothing more.
  const labelled = unit === null || unit === label.toLowerCase() ? label : `${label} (${unit})`
  const about = description === undefined ? {} : { description }
  if (type === 'boolean')
    return (
      <Stack gap={4}>
        <Input.Label id={id} labelElement="div">
          {label}
        </Input.Label>
        {description !== undefined && (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
        <SegmentedControl
          aria-labelledby={id}
          value={value === null ? '' : String(value)}
          data={[
            { value: 'true', label: t`yes` },
            { value: 'false', label: t`no` },
            { value: '', label: t`no value` },
          ]}
          onChange={(text) => onChange(text === '' ? null : text === 'true')}
        />
      </Stack>
    )
  if (type === 'number')
    return (
      <NumberInput
        label={labelled}
        value={typeof value === 'number' ? value : ''}
        placeholder={placeholder}
        hideControls
        onChange={(entered) => onChange(typeof entered === 'number' ? entered : null)}
        {...about}
      />
    )
  return (
    <TextInput
      label={labelled}
      type={type === 'time' ? 'time' : 'text'}
      placeholder={placeholder}
      value={value === null ? '' : String(value)}
      onChange={({ currentTarget }) => onChange(currentTarget.value === '' ? null : currentTarget.value)}
      {...about}
    />
  )
}
