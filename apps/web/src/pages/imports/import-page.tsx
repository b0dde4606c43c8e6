import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ImportsImportBatch } from '@tributary/client'
import { importQuery } from '../../api/imports.ts'
import { BackLink } from '../../components/back-link.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { QueryState } from '../../components/query-state.tsx'
import { TextLink } from '../../components/text-link.tsx'
import { useFormats } from '../../i18n/formats.ts'
import { Count } from './count.tsx'
import { useImportStatus } from './import-status.ts'
import { UndoDialog } from './undo-dialog.tsx'
import { UndoObstacle } from './undo-obstacle.tsx'

const route = getRouteApi('/shell/imports/$importId')

/** One import: what it brought, and undoing all of it. */
export function ImportPage() {
  const { importId } = route.useParams()
  const query = useQuery(importQuery(importId))
  return (
    <>
      <BackLink to="/imports">
        <Trans>All imports</Trans>
      </BackLink>
      <QueryState query={query}>{(item) => <ImportDetails item={item} />}</QueryState>
    </>
  )
}

function ImportDetails({ item }: { item: ImportsImportBatch }) {
  const { t } = useLingui()
  const { dateTime, number } = useFormats()
  const status = useImportStatus()(item)
  const [asks, { open, close }] = useDisclosure()
  return (
    <Stack>
      <PageTitle
        actions={
          item.undo.possible && (
            <Button color="red" variant="outline" onClick={open}>
              <Trans>Undo this import</Trans>
            </Button>
          )
        }
      >
        {item.filename}
      </PageTitle>
      <Group gap="sm">
        <Badge variant="outline" color={status.color} c="var(--mantine-color-text)">
          {status.label}
        </Badge>
        <Text c="dimmed">{dateTime(item.createdAt)}</Text>
      </Group>
      {item.undone !== null && (
        <Text>
          <Trans>
            Undone on {dateTime(item.undone.at)}: {number(item.undone.deletedCount)} records were deleted,{' '}
            {number(item.undone.keptCount)} were kept because they came from elsewhere as well.
          </Trans>
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }}>
        <Count label={t`New`} value={item.newCount} />
        <Count label={t`Known already`} value={item.knownCount} />
        <Count label={t`Changed`} value={item.changedCount} />
        <Count label={t`Cannot be read`} value={item.rejectedCount} />
        <Count label={t`Left out`} value={item.skippedCount} />
      </SimpleGrid>
      {!item.undo.possible && item.undone === null && <UndoObstacle item={item} />}
      <div>
        <TextLink to="/jobs/$jobId" params={{ jobId: item.id }}>
          <Trans>Show the run</Trans>
        </TextLink>
      </div>
      <UndoDialog item={item} opened={asks} onClose={close} />
    </Stack>
  )
}
