import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Alert, List, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ImportsImportPreview } from '@tributary/client'
import { Count } from '../count.tsx'
import { PreviewRows } from './preview-rows.tsx'

const SHOWN_REJECTIONS = 10

/** What the import would do: counts, the first records as they will be, and what cannot be read. */
export function PreviewResult({ preview }: { preview: ImportsImportPreview }) {
  const { t } = useLingui()
  const { integration, rejections, warnings, rows, notComparedCount, isComplete } = preview
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, sm: 3, md: 5 }}>
        <Count label={t`New`} value={preview.newCount} />
        <Count label={t`Known already`} value={preview.knownCount} />
        <Count label={t`Changed`} value={preview.changedCount} />
        <Count label={t`Cannot be read`} value={preview.rejectedCount} />
        <Count label={t`Left out`} value={preview.skippedCount} />
      </SimpleGrid>
      {!isComplete && (
        <Text size="sm">
          <Trans>The file is large: these counts are of its first part. The import reads all of it.</Trans>
        </Text>
      )}
      {notComparedCount > 0 && (
        <Text size="sm">
          <Plural
            value={notComparedCount}
            one="# more record was read and not compared with what you have."
            other="# more records were read and not compared with what you have."
          />
        </Text>
      )}
      {warnings.map((warning) => (
        <Text key={warning} size="sm">
          {warning}
        </Text>
      ))}
      {rejections.length > 0 && (
        <Alert color="yellow" variant="outline" title={t`These entries cannot be read and are left aside`}>
          <List size="sm">
            {rejections.slice(0, SHOWN_REJECTIONS).map(({ line, position, reason }) => (
              <List.Item key={`${position} ${line} ${reason}`}>
                {line === null ? position : t`Line ${line}`}: {reason}
              </List.Item>
            ))}
          </List>
          {preview.rejectedCount > SHOWN_REJECTIONS && (
            <Text size="sm" mt="xs">
              <Trans>All of them are listed with the import.</Trans>
            </Text>
          )}
        </Alert>
      )}
      <PreviewRows integration={integration} rows={rows} />
    </Stack>
  )
}
