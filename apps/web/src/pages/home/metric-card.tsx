import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Card, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { MetricsSparkline } from '@tributary/client'
import { Sparkline } from '../../components/chart/sparkline.tsx'
import { useFormats } from '../../i18n/formats.ts'

/** One metric: its last value, the change of complete days against the week before, and the last 30 days. */
export function MetricCard({ sparkline }: { sparkline: MetricsSparkline }) {
  const { t } = useLingui()
  const { number, date, localDate } = useFormats()
  const { metric, label, unit, latest, week, points } = sparkline
  const change = week.change ?? null
  const isWhole = points.findLast(({ date: day }) => day === latest?.date)?.state !== 'pending'
  const written = (value: number | string | boolean | null) =>
    typeof value === 'number' ? number(value) : value === null ? t`No value` : String(value)
  return (
    <Card withBorder padding="md">
      <Anchor
        size="sm"
        fw={600}
        renderRoot={(props) => <Link to="/charts" search={{ metric: [metric] }} {...props} />}
      >
        {label}
      </Anchor>
      <Group justify="space-between" align="flex-end" gap="sm" mt="xs" wrap="nowrap">
        <div style={{ flex: 'none' }}>
          <Text size="xl" fw={700} component="p">
            {written(latest?.value ?? null)}{' '}
            <Text span size="sm" c="dimmed">
              {unit}
            </Text>
          </Text>
          <Text size="xs" c="dimmed">
            {latest === null
              ? t`Not in the last 30 days`
              : latest.date === localDate()
                ? t`Today so far`
                : isWhole
                  ? date(latest.date)
                  : t`${date(latest.date)}, not complete yet`}
          </Text>
        </div>
        <Sparkline
          width={110}
          values={points.map(({ value }) => (typeof value === 'number' ? value : null))}
        />
      </Group>
      <Text size="xs" c="dimmed" mt="xs">
        {change === null ? (
          <Trans>No complete days of two weeks to compare</Trans>
        ) : number(Math.abs(change)) === number(0) ? (
          <Trans>As much a day as in the week before</Trans>
        ) : change > 0 ? (
          <Trans>{number(change)} more a day than in the week before</Trans>
        ) : (
          <Trans>{number(-change)} less a day than in the week before</Trans>
        )}
      </Text>
    </Card>
  )
}
