import { Trans, useLingui } from '@lingui/react/macro'
import { Anchor, Code, Stack, Table, Text, Title } from '@mantine/core'
import type { LibraryMediaItemDetail } from '@tributary/client'
import type { ReactNode } from 'react'
import { useIntegrationName } from '../../../api/integration-name.ts'
import { useMediaTypeNames } from '../../../components/use-media-type-names.ts'
import { useFormats } from '../../../i18n/formats.ts'
import { ItemFacts } from '../enrichment/item-facts.tsx'

/** The fields of an item, and the record that the provider delivered. */
export function ItemDetails({ item }: { readonly item: LibraryMediaItemDetail }) {
  const { t } = useLingui()
  const rows = useRows(item)
  return (
    <Stack gap="lg">
      <Table layout="fixed" verticalSpacing={6}>
        <Table.Caption className="visually-hidden">{t`What is known of it`}</Table.Caption>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w="38%" fw={500}>
                {name}
              </Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ItemFacts item={item.id} />
      <div>
        <Title order={3} size="h5">
          <Trans>Raw record</Trans>
        </Title>
        <Text size="sm" c="dimmed" mb="xs">
          <Trans>As the provider delivered it.</Trans>
        </Text>
        <Code block tabIndex={0} aria-label={t`Raw record`} role="region">
          {JSON.stringify(item.raw, null, 2)}
        </Code>
      </div>
    </Stack>
  )
}

function useRows(item: LibraryMediaItemDetail): (readonly [string, ReactNode])[] {
  const { t } = useLingui()
  const { date, dateTime, duration, number } = useFormats()
  const typeName = useMediaTypeNames()
  const integrationName = useIntegrationName()
  const numbered = (title: string | null, count: number | null) =>
    title ?? (count === null ? null : number(count))
  const rows: (readonly [string, ReactNode])[] = [
    [t`Title`, item.title],
    [t`Type`, typeName(item.type)],
    [t`Series`, item.seriesTitle],
    [t`Season`, numbered(item.seasonTitle, item.seasonNumber)],
    [t`Episode`, numbered(item.episodeTitle, item.episodeNumber)],
    [t`By`, item.creators?.join(', ') ?? null],
    [t`Date`, date(item.occurredOn, { dateStyle: 'full' })],
    [t`Time`, item.occurredAt === null ? t`The provider tells the date only.` : dateTime(item.occurredAt)],
    [t`Played for`, item.durationSeconds === null ? null : duration(item.durationSeconds)],
    [t`Profile`, item.profile],
    [t`Service`, integrationName(item.integration)],
    [
      t`Address`,
      item.url === null || !/^https?:/.test(item.url) ? null : (
        <Anchor href={item.url} target="_blank" rel="noreferrer" size="sm">
          {item.url}
        </Anchor>
      ),
    ],
    [t`Came in`, dateTime(item.createdAt)],
    [t`Last changed`, item.updatedAt === item.createdAt ? null : dateTime(item.updatedAt)],
  ]
  return rows.filter(([, value]) => value !== null && value !== '')
}
