import { Trans, useLingui } from '@lingui/react/macro'
import { Code, Group, List, Paper, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PluginsAddedPlugin } from '@tributary/client'
import { Empty } from '../../../components/empty.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { TextLink } from '../../../components/text-link.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { Section } from '../parts/section.tsx'
import { type Look, Status } from '../parts/status.tsx'
import { AddedPluginActions } from './added-plugin-actions.tsx'
import { addedPluginsQuery } from './plugin-queries.ts'

/** Plugins that the operator added: what is loaded of them, and loading, reloading, unloading. */
export function AddedPlugins() {
  const { t } = useLingui()
  const query = useQuery(addedPluginsQuery)
  return (
    <div id="added">
      <Section
        title={t`Added plugins`}
        about={
          <Trans>
            Folders in the folder of plugins, and packages that the configuration names. They are loaded and
            replaced while the server runs.
          </Trans>
        }
      >
        <QueryState
          query={query}
          isEmpty={(all) => all.length === 0}
          empty={
            <Empty title={t`No plugin was added`}>
              <Trans>
                A plugin whose folder is put into the folder of plugins is loaded within a second.
              </Trans>
            </Empty>
          }
        >
          {(all) => all.map((plugin) => <AddedPlugin key={plugin.name} plugin={plugin} />)}
        </QueryState>
      </Section>
    </div>
  )
}

const LOOKS: Readonly<Record<PluginsAddedPlugin['state'], Look>> = {
  loaded: 'good',
  failed: 'bad',
  unloaded: 'none',
  available: 'waiting',
}

function AddedPlugin({ plugin }: { plugin: PluginsAddedPlugin }) {
  const { t } = useLingui()
  const formats = useFormats()
  const words: Readonly<Record<PluginsAddedPlugin['state'], string>> = {
    loaded: t`Loaded`,
    failed: t`Failed`,
    unloaded: t`Unloaded`,
    available: t`Not loaded yet`,
  }
  return (
    <Paper withBorder p="md" component="article" aria-label={plugin.name}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>{plugin.name}</Text>
          <Status look={LOOKS[plugin.state]}>{words[plugin.state]}</Status>
        </Group>
        {plugin.failure !== null && <Text size="sm">{plugin.failure}</Text>}
        {plugin.hasChanged && plugin.state === 'loaded' && (
          <Text size="sm">
            <Trans>Its files or options have changed since it was loaded: reload it to use them.</Trans>
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {plugin.folder === null ? <Trans>Its folder is gone.</Trans> : <Code>{plugin.folder}</Code>}
        </Text>
        {plugin.plugins.length > 0 && (
          <Group gap="xs">
            {plugin.plugins.map((name) => (
              <TextLink key={name} to="/administration/plugins/$plugin" params={{ plugin: name }} size="sm">
                <Trans>To the plugin {name}</Trans>
              </TextLink>
            ))}
          </Group>
        )}
        {plugin.processes.length > 0 && (
          <List size="sm" c="dimmed" spacing={2}>
            {plugin.processes.map(({ id, host, isThis, failure, finishedAt }) => (
              <List.Item key={id}>
                {isThis ? t`This process on ${host}` : t`A process on ${host}`}: {failure ?? t`done`} (
                {formats.relative(finishedAt)})
              </List.Item>
            ))}
          </List>
        )}
        <AddedPluginActions plugin={plugin} />
      </Stack>
    </Paper>
  )
}
