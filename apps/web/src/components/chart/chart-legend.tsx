import { useLingui } from '@lingui/react/macro'
import { Group, Text, useComputedColorScheme } from '@mantine/core'
import type { ChartSeries } from './chart-series.ts'
import { lineStyle } from './chart-style.ts'

interface ChartLegendProps {
  readonly series: readonly ChartSeries[]
  readonly count: number
  /** The date whose values are shown. */
  readonly index: number | undefined
  readonly dateLabel: string | undefined
}

/** Which line is which, and its value at the cursor. */
export function ChartLegend({ series, count, index, dateLabel }: ChartLegendProps) {
  const { t } = useLingui()
  const scheme = useComputedColorScheme('light')
  return (
    <Group gap="md" mih={26} wrap="wrap">
      {dateLabel !== undefined && (
        <Text size="sm" fw={600}>
          {dateLabel}
        </Text>
      )}
      {series.map((each, number) => {
        const value = index === undefined ? null : (each.values[index] ?? null)
        const { color, dash, opacity } = lineStyle(number, { scheme, count, comparedWith: each.comparedWith })
        return (
          <Group key={each.key} gap={6} wrap="nowrap">
            <svg width={22} height={10} aria-hidden style={{ flex: 'none' }}>
              <line
                x1={1}
                x2={21}
                y1={5}
                y2={5}
                stroke={color}
                strokeWidth={2.5}
                strokeDasharray={dash.join(' ')}
                opacity={opacity}
              />
            </svg>
            <Text size="sm">
              {each.label}
              {index !== undefined && (
                <Text span inherit fw={600} ml={6} {...(value === null ? { c: 'dimmed' } : {})}>
                  {value === null ? (each.reason?.(index) ?? t`no value`) : each.format(value)}
                </Text>
              )}
            </Text>
          </Group>
        )
      })}
    </Group>
  )
}
