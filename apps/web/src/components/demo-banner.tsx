import { Trans, useLingui } from '@lingui/react/macro'
import { Alert, Button, Group, Progress, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { demoQuery, useDeleteDemo } from '../api/demo.ts'
import { Problem } from './problem.tsx'

/** Says that demo data is shown, and removes it. */
export function DemoBanner() {
  const { t } = useLingui()
  const { data: demo } = useQuery(demoQuery)
  const remove = useDeleteDemo()
  if (demo === undefined || demo.state === 'absent') return null
  const { jobCount, endedCount } = demo.progress
  const comes = demo.state === 'creating'
  return (
    <>
      {remove.isError && <Problem error={remove.error} />}
      <Alert variant="outline" icon={<IconEye aria-hidden />} title={t`Demo data`} role="status">
        <Group justify="space-between">
          <Text size="sm" style={{ flex: '1 1 16rem' }}>
            {comes ? (
              <Trans>A year of an invented person is being read, the latest days first.</Trans>
            ) : (
              <Trans>What you see is of an invented person, beside anything of your own.</Trans>
            )}
          </Text>
          <Button
            variant="default"
            size="sm"
            onClick={() => remove.mutate()}
            loading={remove.isPending || demo.state === 'removing'}
          >
            <Trans>Remove the demo data</Trans>
          </Button>
        </Group>
        {comes && (
          <Progress
            mt="sm"
            aria-label={t`Progress of the demo data`}
            value={jobCount === 0 ? 0 : (100 * endedCount) / jobCount}
          />
        )}
      </Alert>
    </>
  )
}
