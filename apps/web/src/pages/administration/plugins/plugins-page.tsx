import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Group, NativeSelect, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { KernelPluginReport } from '@tributary/client'
import { Empty } from '../../../components/empty.tsx'
import { PageTitle } from '../../../components/page-title.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { leaveOutEmpty } from '../leave-out-empty.ts'
import { LinkCard } from '../parts/link-card.tsx'
import { AddedPlugins } from './added-plugins.tsx'
import { filterPlugins } from './filter-plugins.ts'
import { kernelQuery } from './plugin-queries.ts'
import { PluginState } from './plugin-state.tsx'

/** All plugins of the server with their state. */
export function PluginsPage() {
  const { t } = useLingui()
  const query = useQuery(kernelQuery)
  const search = useSearch({ from: '/shell/administration/plugins' })
  const navigate = useNavigate({ from: '/administration/plugins' })
  const show = (change: { readonly text?: string; readonly kind?: string }) =>
    void navigate({ search: leaveOutEmpty({ ...search, ...change }), replace: true })
  return (
    <>
      <PageTitle>{t`Plugins`}</PageTitle>
      <QueryState query={query}>
        {({ report }) => {
          const shown = filterPlugins(report.plugins, search)
          return (
            <Stack>
              <Summary plugins={report.plugins} milliseconds={report.milliseconds} />
              <Group align="flex-end" gap="sm">
                <TextInput
                  label={t`Search`}
                  leftSection={<IconSearch size={16} aria-hidden />}
                  value={search.text ?? ''}
                  onChange={(event) => show({ text: event.currentTarget.value })}
                  style={{ flex: '1 1 9rem', maxWidth: '22rem' }}
                />
                <NativeSelect
                  label={t`Kind`}
                  value={search.kind ?? ''}
                  onChange={(event) => show({ kind: event.currentTarget.value })}
                  data={[
                    { value: '', label: t`All` },
                    { value: 'problem', label: t`With problems` },
                    { value: 'integration', label: t`Integrations` },
                    { value: 'server', label: t`Server` },
                  ]}
                  style={{ flex: '1 1 9rem', maxWidth: '16rem' }}
                />
              </Group>
              {shown.length === 0 ? (
                <Empty title={t`No plugin matches`}>
                  <Trans>Change the search or the kind.</Trans>
                </Empty>
              ) : (
                <SimpleGrid cols={{ base: 1, md: 2 }}>
                  {shown.map((plugin) => (
                    <PluginCard key={plugin.name} plugin={plugin} />
                  ))}
                </SimpleGrid>
              )}
            </Stack>
          )
        }}
      </QueryState>
      <AddedPlugins />
    </>
  )
}

function Summary({
  plugins,
  milliseconds,
}: {
  plugins: readonly KernelPluginReport[]
  milliseconds: number
}) {
  const formats = useFormats()
  const ready = plugins.filter(({ state }) => state === 'ready').length
  const seconds = formats.number(milliseconds / 1000)
  return (
    <Text c="dimmed">
      <Plural value={plugins.length} one="# plugin" other="# plugins" />,{' '}
      <Trans>
        {ready} ready. The server started in {seconds} s.
      </Trans>
    </Text>
  )
}

function PluginCard({ plugin }: { plugin: KernelPluginReport }) {
  const { name, about, state, reason, problem } = plugin
  return (
    <LinkCard
      to="/administration/plugins/$plugin"
      params={{ plugin: name }}
      title={about.displayName}
      side={<PluginState state={state} />}
    >
      {reason ?? problem ?? about.description}
    </LinkCard>
  )
}
