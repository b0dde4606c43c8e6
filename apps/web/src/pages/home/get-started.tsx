import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Card, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { IconEye, IconFileImport, IconPlugConnected } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCreateDemo } from '../../api/demo.ts'
import { LinkButton } from '../../components/link-button.tsx'
import { Problem } from '../../components/problem.tsx'

/** The three ways to begin. */
export function GetStarted({ demoAvailable }: { demoAvailable: boolean }) {
  const { t } = useLingui()
  const demo = useCreateDemo()
  return (
    <Stack>
      <Text>
        <Trans>Nothing is here yet. Begin with one of these; the others are always there later.</Trans>
      </Text>
      {demo.isError && <Problem error={demo.error} />}
      <SimpleGrid cols={{ base: 1, md: demoAvailable ? 3 : 2 }}>
        <Way
          icon={<IconPlugConnected size={32} stroke={1.5} aria-hidden />}
          title={t`Connect a service`}
          text={t`New data comes in every hour by itself, and what the service still has of the past.`}
          action={
            <LinkButton to="/integrations">
              <Trans>Choose a service</Trans>
            </LinkButton>
          }
        />
        <Way
          icon={<IconFileImport size={32} stroke={1.5} aria-hidden />}
          title={t`Import a file`}
          text={t`Drop the export of a service anywhere on this page. You see what it brings before anything is stored.`}
          action={
            <LinkButton to="/imports">
              <Trans>Import a file</Trans>
            </LinkButton>
          }
        />
        {demoAvailable && (
          <Way
            icon={<IconEye size={32} stroke={1.5} aria-hidden />}
            title={t`Look around with demo data`}
            text={t`A year of an invented person. One click removes all of it.`}
            action={
              <Button onClick={() => demo.mutate()} loading={demo.isPending}>
                <Trans>Show demo data</Trans>
              </Button>
            }
          />
        )}
      </SimpleGrid>
    </Stack>
  )
}

interface WayProps {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly action: ReactNode
}

function Way({ icon, title, text, action }: WayProps) {
  return (
    <Card withBorder padding="lg">
      <Stack gap="sm" h="100%">
        {icon}
        <Title order={2} size="h4">
          {title}
        </Title>
        <Text c="dimmed" size="sm" style={{ flex: 1 }}>
          {text}
        </Text>
        <div>{action}</div>
      </Stack>
    </Card>
  )
}
