import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Card, Group, Table, Title } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormats } from '../../../i18n/formats.ts'
import classes from './statistics.module.css'

interface Column {
  readonly key: string
  /** Below the column; left out where there is no room. */
  readonly label: string
  /** In the table. */
  readonly name: string
  readonly value: number
}

interface ColumnChartProps {
  readonly title: string
  /** What the columns are, over those of the table. */
  readonly head: string
  readonly columns: readonly Column[]
}

/** More labels than this overlap in half the width of a page. */
const MOST_LABELS = 13

/** Counts as columns, and as a table. */
export function ColumnChart({ title, head, columns }: ColumnChartProps) {
  const { t } = useLingui()
  const { number } = useFormats()
  const [isTable, setTable] = useState(false)
  const most = Math.max(1, ...columns.map(({ value }) => value))
  const every = Math.ceil(columns.length / MOST_LABELS)
  return (
    <Card withBorder component="section" aria-label={title}>
      <Group justify="space-between" mb="sm" wrap="nowrap" align="flex-start">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={isTable ? t`${title}: show as chart` : t`${title}: show as table`}
          leftSection={isTable ? <IconChartBar size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? <Trans>Chart</Trans> : <Trans>Table</Trans>}
        </Button>
      </Group>
      {isTable ? (
        <section className={classes['scroll']} tabIndex={0} aria-label={t`${title}, table`}>
          <Table>
            <Table.Caption className="visually-hidden">{title}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{head}</Table.Th>
                <Table.Th scope="col" ta="right">
                  <Trans>Items</Trans>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {columns.map(({ key, name, value }) => (
                <Table.Tr key={key}>
                  <Table.Th scope="row" fw={400}>
                    {name}
                  </Table.Th>
                  <Table.Td ta="right">{number(value)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ) : (
        <div
          className={classes['columns']}
          data-dense={columns.length > 8}
          role="img"
          aria-label={t`${title}. The table has the numbers.`}
        >
          {columns.map(({ key, label, name, value }, index) => (
            <div key={key} className={classes['column']} title={`${name}: ${number(value)}`}>
              <div className={classes['space']}>
                <div className={classes['bar']} style={{ height: `${(value / most) * 100}%` }} />
              </div>
              <span className={classes['columnLabel']}>{index % every === 0 ? label : ''}</span>
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}
