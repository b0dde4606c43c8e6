import { Trans, useLingui } from '@lingui/react/macro'
import { SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useKindName } from '../../../components/use-kind-name.ts'
import { LinkCard } from '../parts/link-card.tsx'
import { Section } from '../parts/section.tsx'
import { pluginsQuery } from '../plugins/plugin-queries.ts'
import { usePluginNames } from '../plugins/use-plugin-names.ts'
import { instancesQuery } from './instance-queries.ts'
import { InstanceState } from './instance-state.tsx'
import { offeredKinds } from './offered-kinds.ts'

/** Everything that is configured several times: chats, storages, search indexes. */
export function InstancesPage() {
  const { t } = useLingui()
  const nameOf = usePluginNames()
  const kindName = useKindName()
  const query = useQuery(instancesQuery)
  const plugins = useQuery(pluginsQuery)
  const offered = offeredKinds(plugins.data ?? [])
  return (
    <>
      <PageTitle>{t`Instances`}</PageTitle>
      <Text mb="md" c="dimmed" maw="44rem">
        <Trans>
          Some plugins can be set up several times: a chat for operators and one for the family, two storages.
          Each of these is an instance.
        </Trans>
      </Text>
      <QueryState
        query={query}
        isEmpty={(all) => all.length === 0}
        empty={
          <Empty title={t`There is no instance yet`}>
            {offered.length === 0
              ? t`No plugin of this server offers anything to set up. Add one that does.`
              : t`Create one of those offered below.`}
          </Empty>
        }
      >
        {(all) => (
          <SimpleGrid cols={{ base: 1, md: 2 }}>
            {all.map(({ id, name, plugin, kind, state, problems }) => (
              <LinkCard
                key={id}
                to="/administration/instances/$instanceId"
                params={{ instanceId: id }}
                title={name}
                side={<InstanceState state={state} />}
              >
                {nameOf(plugin)} · {kindName(kind)}
                {problems.length > 0 && <div>{problems.join(' ')}</div>}
              </LinkCard>
            ))}
          </SimpleGrid>
        )}
      </QueryState>
      {offered.length > 0 && (
        <Section title={t`Create an instance`}>
          <SimpleGrid cols={{ base: 1, sm: 2, md: 3 }}>
            {offered.map(({ plugin, kind }) => (
              <LinkButton
                key={`${plugin} ${kind}`}
                to="/administration/instances/new"
                search={{ plugin, kind }}
                variant="default"
              >
                {nameOf(plugin)} · {kindName(kind)}
              </LinkButton>
            ))}
          </SimpleGrid>
        </Section>
      )}
    </>
  )
}
