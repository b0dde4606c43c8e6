import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { KernelPluginReport } from '@tributary/client'
import { BackLink } from '../../../components/back-link.tsx'
import { Empty } from '../../../components/empty.tsx'
import { LinkButton } from '../../../components/link-button.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'
import { settingsQuery } from '../settings/settings-queries.ts'
import { PluginLinks } from './plugin-links.tsx'
import { PluginProblem } from './plugin-problem.tsx'
import { addedPluginsQuery, kernelQuery } from './plugin-queries.ts'
import { PluginRoutes } from './plugin-routes.tsx'
import { PluginState } from './plugin-state.tsx'

/** One plugin: its state and why, what it uses and is used by, its routes. */
export function PluginPage() {
  const { t } = useLingui()
  const { plugin: name } = useParams({ from: '/shell/administration/plugins/$plugin' })
  const query = useQuery(kernelQuery)
  return (
    <>
      <BackLink to="/administration/plugins">
        <Trans>All plugins</Trans>
      </BackLink>
      <QueryState query={query}>
        {({ report }) => {
          const plugin = report.plugins.find((each) => each.name === name)
          if (plugin === undefined)
            return (
              <>
                <PageTitle>{name}</PageTitle>
                <Empty title={t`There is no plugin of this name`} />
              </>
            )
          return <PluginReport plugin={plugin} />
        }}
      </QueryState>
    </>
  )
}

function PluginReport({ plugin }: { plugin: KernelPluginReport }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { about, name } = plugin
  const phases: Readonly<Record<KernelPluginReport['phase'], string>> = {
    none: t`None yet`,
    register_services: t`Registering services`,
    configure_routes: t`Configuring routes`,
    openapi_schema: t`Documenting its API`,
    start: t`Start`,
  }
  return (
    <>
      <PageTitle actions={<Actions name={name} />}>{about.displayName}</PageTitle>
      <Stack>
        <Group gap="md">
          <PluginState state={plugin.state} />
          <Text size="sm" c="dimmed">
            <Code>{name}</Code> {plugin.version}
          </Text>
        </Group>
        {about.description !== null && <Text>{about.description}</Text>}
        <PluginProblem plugin={plugin} />
        <Facts
          facts={[
            [t`Last phase`, phases[plugin.phase]],
            [t`Time to start`, t`${formats.number(plugin.milliseconds)} ms`],
            [t`Essential`, plugin.essential ? t`Yes: the server does not run without it` : t`No`],
            [t`Added by the operator`, plugin.added ? t`Yes` : t`No`],
            [t`Author`, about.author],
            [t`Tags`, about.tags.join(', ')],
          ]}
        />
      </Stack>
      <PluginLinks plugin={plugin} />
      {plugin.routes.length > 0 && (
        <Section title={t`Routes`}>
          <PluginRoutes routes={plugin.routes} />
        </Section>
      )}
    </>
  )
}

/** To what belongs to it elsewhere. */
function Actions({ name }: { name: string }) {
  const settings = useQuery(settingsQuery)
  const added = useQuery(addedPluginsQuery)
  return (
    <>
      {settings.data?.some(({ plugin }) => plugin === name) === true && (
        <LinkButton to="/administration/settings/$plugin" params={{ plugin: name }} variant="default">
          <Trans>Settings</Trans>
        </LinkButton>
      )}
      {added.data?.some(({ plugins }) => plugins.includes(name)) === true && (
        <LinkButton to="/administration/plugins" hash="added" variant="default">
          <Trans>Reload or unload</Trans>
        </LinkButton>
      )}
    </>
  )
}
