import { Trans } from '@lingui/react/macro'
import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ImportsImportBatch } from '@tributary/client'
import { demoQuery } from '../../api/demo.ts'
import { LinkButton } from '../../components/link-button.tsx'

/** Why an import cannot be undone; of demo data, where it is removed. */
export function UndoObstacle({ item }: { item: ImportsImportBatch }) {
  const demo = useQuery(demoQuery)
  if (demo.data?.files.some(({ id }) => id === item.id) !== true)
    return <Text c="dimmed">{item.undo.reason}</Text>
  return (
    <Group>
      <Text c="dimmed">
        <Trans>This file is part of the demo data, which is removed as a whole.</Trans>
      </Text>
      <LinkButton to="/" variant="default">
        <Trans>To the demo data</Trans>
      </LinkButton>
    </Group>
  )
}
