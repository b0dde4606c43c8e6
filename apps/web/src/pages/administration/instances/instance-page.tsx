import { Trans, useLingui } from '@lingui/react/macro'
import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { PluginsPluginInstance } from '@tributary/client'
import { BackLink } from '../../../components/back-link.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useKindName } from '../../../components/use-kind-name.ts'
import { SubjectHealth } from '../health/subject-health.tsx'
import { Section } from '../parts/section.tsx'
import { Warnings } from '../parts/warnings.tsx'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { AddressesToRegister } from './addresses-to-register.tsx'
import { InstanceActions } from './instance-actions.tsx'
import { InstanceForm } from './instance-form.tsx'
import { instanceQuery } from './instance-queries.ts'
import { InstanceState } from './instance-state.tsx'
import { OpenToPeople } from './open-to-people.tsx'

/** One instance: its state, its form, its health. */
export function InstancePage() {
  const { instanceId } = useParams({ from: '/shell/administration/instances/$instanceId' })
  const query = useQuery(instanceQuery(instanceId))
  return (
    <>
      <BackLink to="/administration/instances">
        <Trans>All instances</Trans>
      </BackLink>
      <QueryState query={query}>{(instance) => <Instance instance={instance} />}</QueryState>
    </>
  )
}

function Instance({ instance }: { instance: PluginsPluginInstance }) {
  const { t } = useLingui()
  const nameOf = usePluginNames()
  const kindName = useKindName()
  const { id, name, plugin, kind, state, problems, warnings, hasHealthCheck } = instance
  return (
    <>
      <PageTitle actions={<InstanceActions instance={instance} />}>{name}</PageTitle>
      <Stack maw="44rem">
        <Group gap="md">
          <InstanceState state={state} />
          <Text size="sm" c="dimmed">
            {nameOf(plugin)} · {kindName(kind)}
          </Text>
        </Group>
        {problems.length > 0 && <Problem>{problems.join(' ')}</Problem>}
        <Warnings warnings={warnings} />
        <AddressesToRegister instance={instance} />
        {state !== 'unavailable' && <InstanceForm instance={instance} />}
      </Stack>
      {(kind === 'notification' || kind === 'workflow') && (
        <Section title={t`For people`}>
          <OpenToPeople instanceId={id} kind={kind} />
        </Section>
      )}
      {hasHealthCheck && state === 'active' && (
        <Section title={t`Health`}>
          <SubjectHealth type="instance" id={id} />
        </Section>
      )}
    </>
  )
}
