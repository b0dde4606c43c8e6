import { Trans, useLingui } from '@lingui/react/macro'
import { Card, Table, Text, Title } from '@mantine/core'
import { useFormats } from '../../../i18n/formats.ts'
import classes from './statistics.module.css'

interface TopEntry {
  readonly name: string
  readonly detail?: string
  readonly count: number
  readonly durationSeconds: number | null
}

interface TopListProps {
  readonly title: string
  readonly head: string
  readonly entries: readonly TopEntry[]
}

/** What was played most: a table with a bar in each row. */
export function TopList({ title, head, entries }: TopListProps) {
  const { t } = useLingui()
  const { number, duration } = useFormats()
  const most = Math.max(1, ...entries.map(({ count }) => count))
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      {entries.length === 0 ? (
        <Text size="sm" c="dimmed">
          <Trans>None in this time.</Trans>
        </Text>
      ) : (
        <Table layout="fixed" verticalSpacing={6}>
          <Table.Caption className="visually-hidden">{title}</Table.Caption>
          <Table.Thead className="visually-hidden">
            <Table.Tr>
              <Table.Th scope="col">{head}</Table.Th>
              <Table.Th scope="col">{t`Items`}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map(({ name, detail = '', count, durationSeconds }) => (
              <Table.Tr key={`${name} ${detail}`}>
                <Table.Th scope="row" fw={400}>
                  {name}
                  {detail !== '' && (
                    <Text size="xs" c="dimmed">
                      {detail}
                    </Text>
                  )}
                  <div className={classes['share']} style={{ width: `${(count / most) * 100}%` }} />
                </Table.Th>
                <Table.Td ta="right" w={104}>
                  {number(count)}
                  {durationSeconds !== null && (
                    <Text size="xs" c="dimmed">
                      {duration(durationSeconds)}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  )
}
