import { Trans, useLingui } from '@lingui/react/macro'
import { Card, Text, Title } from '@mantine/core'
import type { LibraryLibraryStatistics } from '@tributary/client'
import { useFormats } from '../../../i18n/formats.ts'
import classes from './statistics.module.css'
import { dateOfWeekday } from './statistics-columns.ts'

const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** When in the week: a table whose cells are the darker the more was played. */
export function WeekHeatMap({ weekdays }: Pick<LibraryLibraryStatistics, 'weekdays'>) {
  const { t } = useLingui()
  const { date, number } = useFormats()
  const most = Math.max(1, ...weekdays.flatMap(({ hours }) => hours))
  const busiest = weekdays
    .flatMap(({ weekday, hours }) => hours.map((count, hour) => ({ weekday, hour, count })))
    .reduce((one, other) => (other.count > one.count ? other : one), { weekday: 1, hour: 0, count: 0 })
  const busiestDay = date(dateOfWeekday(busiest.weekday), { weekday: 'long' })
  const busiestHour = `${String(busiest.hour).padStart(2, '0')}:00`
  return (
    <Card withBorder component="section" aria-label={t`Hours of the week`}>
      <Title order={2} size="h4">
        <Trans>Hours of the week</Trans>
      </Title>
      {busiest.count > 0 && (
        <Text size="sm" c="dimmed" mb="sm">
          <Trans>
            Most on {busiestDay}, in the hour from {busiestHour}.
          </Trans>
        </Text>
      )}
      <section className={classes['scroll']} tabIndex={0} aria-label={t`Items by weekday and hour`}>
        <table className={classes['heat']}>
          <caption className="visually-hidden">{t`Items by weekday and hour`}</caption>
          <thead>
            <tr>
              <td />
              {HOURS.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weekdays.map(({ weekday, hours }) => {
              const name = date(dateOfWeekday(weekday), { weekday: 'short' })
              return (
                <tr key={weekday}>
                  <th scope="row">{name}</th>
                  {HOURS.map((hour) => (
                    <td key={hour} title={`${name} ${hour}:00 · ${number(hours[hour] ?? 0)}`}>
                      <span className={classes['heatCell']} style={{ opacity: (hours[hour] ?? 0) / most }} />
                      <span className="visually-hidden">{number(hours[hour] ?? 0)}</span>
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
    </Card>
  )
}
